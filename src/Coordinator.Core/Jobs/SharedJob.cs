using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Jobs;

/// <summary>A Job that runs once for a region or a release, in the cluster of the first environment that needed it.</summary>
public sealed record SharedJob
{
    /// <summary>Name of the <c>prepare</c> Job.</summary>
    public required string Name { get; init; }

    /// <summary>Key of the environment whose cluster runs it: the first that waited, unless another one turns out to have it. From
    /// then on it stays the same whatever happens: what may still run there is never run elsewhere.</summary>
    public required string Environment { get; init; }

    /// <summary>Digest of that environment's plan.</summary>
    public required string PlanDigest { get; init; }

    /// <summary>The new colour there; null where it was not known.</summary>
    public Color? Color { get; init; }

    /// <summary>Number of the run, from 1; the fence of its writes.</summary>
    public required long Turn { get; init; }

    /// <summary>Whether the clusters of region or release were asked if one of them has it.</summary>
    public bool IsSought { get; init; }

    /// <summary>When the run must have ended.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How it ended; null while it runs.</summary>
    public SharedJobEnd? End { get; init; }
}
