using Coordinator.Core.Checks.Clusters;

namespace Coordinator.Kubernetes.Checks.InCluster;

/// <summary>How a check from the cluster ended.</summary>
/// <param name="Result">Its result, or why there is none.</param>
/// <param name="Logs">Last log lines of its pod where it does not hold; null = none.</param>
internal sealed record ClusterCheckReport(ClusterCheckResult Result, string? Logs);
