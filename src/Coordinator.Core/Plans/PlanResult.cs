using System.Collections.Immutable;

namespace Coordinator.Core.Plans;

/// <summary>A plan, or every reason why there is none.</summary>
public sealed record PlanResult
{
    /// <summary>The plan; null where there are errors.</summary>
    public ReleasePlan? Plan { get; init; }

    /// <summary>The errors.</summary>
    public ImmutableArray<PlanError> Errors { get; init; } = [];

    /// <summary>Documents that must be stored before the release is submitted: the plan, the environments' plans, manifests.</summary>
    public ImmutableArray<string> Documents { get; init; } = [];

    /// <summary>Digest of the plan's document; empty where there are errors.</summary>
    public string PlanDigest { get; init; } = "";
}
