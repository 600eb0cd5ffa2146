using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>What must hold before a wave starts.</summary>
public sealed record GateSpec
{
    /// <summary>People who must approve; null = none.</summary>
    public ApprovalSpec? Approval { get; init; }

    /// <summary>Checks that must pass.</summary>
    public ImmutableArray<CheckSpec> Checks { get; init; } = [];
}
