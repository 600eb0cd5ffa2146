using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What one environment does in one release. A content-addressed document; grain state holds its digest.</summary>
public sealed record EnvironmentPlan
{
    /// <summary>The environment.</summary>
    public required EnvironmentKey Key { get; init; }

    /// <summary>Installation and key: the owner that its objects carry.</summary>
    public required string Owner { get; init; }

    /// <summary>Region of its cluster.</summary>
    public required string Region { get; init; }

    /// <summary>Name of its wave.</summary>
    public required string Wave { get; init; }

    /// <summary>Capacity of its cluster, the unit of exposure.</summary>
    public required double Capacity { get; init; }

    /// <summary>Name of the release.</summary>
    public required string Release { get; init; }

    /// <summary>Version of the release.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the document with this environment's Kubernetes objects: a JSON array, placeholders replaced except
    /// <c>{color}</c>, overrides applied, colours not yet.</summary>
    public required string ManifestsDigest { get; init; }

    /// <summary>Base names of the Deployments that carry a colour; at least one.</summary>
    public required ImmutableArray<string> Deployments { get; init; }

    /// <summary>Those of them that users reach through the target Service.</summary>
    public IEnumerable<string> ServingDeployments() => Deployments.Where(name => !Target.Workers.ContainsKey(name));

    /// <summary>Where in the cluster.</summary>
    public required TargetSpec Target { get; init; }

    /// <summary>Shared objects, <c>Kind/name</c>, that may change.</summary>
    public ImmutableArray<string> AllowShared { get; init; } = [];

    /// <summary>What must hold first.</summary>
    public required PreflightSpec Preflight { get; init; }

    /// <summary>Jobs before the preview is deployed.</summary>
    public ImmutableArray<PrepareJobSpec> Prepare { get; init; } = [];

    /// <summary>How colours and traffic change.</summary>
    public required BlueGreenSpec BlueGreen { get; init; }

    /// <summary>How the preview and what users reach are probed.</summary>
    public required ProbesSpec Probes { get; init; }

    /// <summary>The health limits, defaults filled in.</summary>
    public required AnalysisSpec Analysis { get; init; }

    /// <summary>When to go back.</summary>
    public required RollbackSpec Rollback { get; init; }

    /// <summary>One-time validations.</summary>
    public ChecksSpec Checks { get; init; } = new();

    /// <summary>Checks of its wave's gate, which run in the name of the wave's first environment; empty for the others.</summary>
    public ImmutableArray<CheckSpec> GateChecks { get; init; } = [];

    /// <summary>The coordinator's own image, which its checks <c>from: cluster</c> run; null where it has none of these.</summary>
    public string? CheckImage { get; init; }

    /// <summary>How long the finished switch is watched.</summary>
    public required TimeSpan Bake { get; init; }

    /// <summary>Longest times of the phases.</summary>
    public PhaseLimits Limits { get; init; } = new();

    /// <summary>Healthy time at 100 % without a break that proves the environment.</summary>
    public required TimeSpan ProvenAfter { get; init; }

    /// <summary>The checks of a stage.</summary>
    public ImmutableArray<CheckSpec> ChecksOf(CheckStage stage) => stage switch
    {
        CheckStage.Preview => Checks.Preview,
        CheckStage.Validation => Checks.Validation,
        CheckStage.Gate => GateChecks,
    };

    /// <summary>Owner of what a gate's check makes in the cluster: the release, of which no environment is the owner.</summary>
    public string GateOwner() => $"{Owner[..^(Key.ToString().Length + 1)]}/release/{Release}";

    /// <summary>What stands on the objects of an actor above the environment, a region say. Differs from the owner of any
    /// environment: a cluster's name has no colon.</summary>
    /// <param name="actor">Key of the actor.</param>
    public string OwnerAbove(string actor) => $"{Owner[..^Key.ToString().Length]}shared:{actor}";

    /// <summary>Whether Jobs run in its cluster.</summary>
    public bool UsesJobs() =>
        !Prepare.IsEmpty || Checks.Preview.Concat(Checks.Validation).Concat(GateChecks).Any(check => check.IsJob);
}
