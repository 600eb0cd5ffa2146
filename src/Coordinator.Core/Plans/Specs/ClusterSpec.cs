using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A Cluster file, parsed, with every default filled in.</summary>
public record ClusterSpec
{
    /// <summary>Unique name: a DNS-1123 subdomain of at most 63 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Labels; waves select by them.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>Weight of the cluster in exposure, in any unit common to all. Default 1; above 0.</summary>
    public double Capacity { get; init; } = 1;

    /// <summary>Region that never shares a wave of <c>waves: auto</c> with this one; null = none.</summary>
    public string? PairedWith { get; init; }

    /// <summary>How it is reached; null with <see cref="InCluster"/>.</summary>
    public KubeconfigRef? Kubeconfig { get; init; }

    /// <summary>Whether the coordinator runs in that cluster and uses its service account. Default false.</summary>
    public bool InCluster { get; init; }

    /// <summary>The authorities that its certificate must lead to; null = those of the kubeconfig or service account, and
    /// without any the system's.</summary>
    public CertificateAuthorityRef? Ca { get; init; }

    /// <summary>Budget of API calls.</summary>
    public ApiBudgetSpec Api { get; init; } = new();
}
