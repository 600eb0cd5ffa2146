namespace Coordinator.Kubernetes.Clusters;

/// <summary>Whether a call counts against its cluster's budget.</summary>
internal enum ApiPriority
{
    /// <summary>It does.</summary>
    Normal,

    /// <summary>It belongs to a rollback, which passes every budget.</summary>
    Rollback,
}
