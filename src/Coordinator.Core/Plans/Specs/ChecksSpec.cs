using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>One-time validations.</summary>
public sealed record ChecksSpec
{
    /// <summary>Against the preview colour, before it gets traffic.</summary>
    public ImmutableArray<CheckSpec> Preview { get; init; } = [];

    /// <summary>Against what users reach, after the switch.</summary>
    public ImmutableArray<CheckSpec> Validation { get; init; } = [];
}
