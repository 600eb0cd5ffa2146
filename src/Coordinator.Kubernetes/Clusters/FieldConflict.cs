namespace Coordinator.Kubernetes.Clusters;

/// <summary>A field that another manager owns.</summary>
internal sealed record FieldConflict(string Manager, string Field);
