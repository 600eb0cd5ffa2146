namespace Coordinator.Core.Plans.Manifests;

/// <summary>A ConfigMap or Secret that a pod template refers to.</summary>
/// <param name="Kind"><c>ConfigMap</c> or <c>Secret</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Optional">Whether pods start without it. A Secret for pulling images is optional: the kubelet goes on
/// without.</param>
public sealed record ConfigReference(string Kind, string Name, bool Optional);
