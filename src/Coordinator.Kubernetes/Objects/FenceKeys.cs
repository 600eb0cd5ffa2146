using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Objects;

/// <summary>The annotations that carry owner and turn on an object.</summary>
internal sealed record FenceKeys(string Owner, string Turn)
{
    /// <summary>Of an object that one environment owns.</summary>
    public static FenceKeys Whole { get; } = new(ManifestLabels.Owner, ManifestLabels.Turn);

    /// <summary>Of an application's part of a route.</summary>
    public static FenceKeys PartOf(RouteLabels labels) => new(labels.Owner, labels.Turn);
}
