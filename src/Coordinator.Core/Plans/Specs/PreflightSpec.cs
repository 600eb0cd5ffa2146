using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>What must hold in a cluster before anything is touched.</summary>
public sealed record PreflightSpec
{
    /// <summary>Limit of the whole phase. Default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Secrets that must exist in the namespace.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>ConfigMaps that must exist in the namespace or be among the manifests.</summary>
    public ImmutableArray<string> ConfigMaps { get; init; } = [];

    /// <summary>StorageClasses that must exist.</summary>
    public ImmutableArray<string> StorageClasses { get; init; } = [];

    /// <summary>PersistentVolumes that must be Available at least. Default 0.</summary>
    public int MinAvailableVolumes { get; init; }

    /// <summary>Nodes that must be Ready and take the preview's pods at least. Default 1.</summary>
    public int MinReadyNodes { get; init; } = 1;

    /// <summary>Allocatable CPU and memory that must stay free beyond the preview colour's requests, percent of the whole. Default 0.</summary>
    public double HeadroomPercent { get; init; }

    /// <summary>Reports of the build that must say what is expected.</summary>
    public ImmutableArray<EvidenceSpec> Evidence { get; init; } = [];
}
