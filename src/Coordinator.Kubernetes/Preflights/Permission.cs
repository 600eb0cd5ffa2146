using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>A right that the coordinator needs in an environment.</summary>
internal sealed record Permission(string Verb, ResourceKind Resource, string? Subresource = null)
{
    /// <summary>As a person writes it in a Role.</summary>
    public override string ToString() =>
        $"{Verb} {Resource.Plural}{(Subresource is null ? "" : "/" + Subresource)}"
        + $"{(Resource.Group.Length is 0 ? "" : "." + Resource.Group)}";

    /// <summary>All that the plan's effects use.</summary>
    public static ImmutableArray<Permission> Of(EnvironmentPlan plan, bool hasSecrets, bool hasScalers)
    {
        var scrapesPods = plan.Analysis.Metrics.Any(metric => metric.Scrape is { Url: null });
        var probesService = plan.Probes.Active?.Url is null && plan.Analysis.Metrics.Any(metric => metric.Probe is not null);
        return
        [
            .. On(ResourceKind.Services, "get", "create", "patch"),
            .. On(ResourceKind.Deployments, "get", "list", "watch", "create", "patch", "delete"),
            .. On(ResourceKind.ConfigMaps, "get", "create", "patch"),
            .. On(ResourceKind.Secrets, hasSecrets ? ["get", "create", "patch"] : ["get"]),
            .. On(ResourceKind.VolumeClaims, "get"),
            .. On(ResourceKind.Pods, "get", "list", "watch"),
            .. On(ResourceKind.Events, "list"),
            new Permission("get", ResourceKind.Pods, "log"),
            .. scrapesPods ? [new Permission("get", ResourceKind.Pods, "proxy")] : (Permission[])[],
            .. probesService ? [new Permission("get", ResourceKind.Services, "proxy")] : (Permission[])[],
            .. On(ResourceKind.EndpointSlices, "list", "watch"),
            .. On(ResourceKind.Namespaces, plan.Target.CreateNamespace ? ["get", "create", "patch"] : ["get"]),
            .. On(ResourceKind.Nodes, "list"),
            // Room for the preview is what the pods of all namespaces leave.
            .. On(ResourceKind.Pods with { Namespaced = false }, "list"),
            .. On(ResourceKind.Volumes, plan.Preflight.MinAvailableVolumes > 0 ? ["list"] : []),
            .. On(ResourceKind.StorageClasses, plan.Preflight.StorageClasses.IsEmpty ? [] : ["get"]),
            .. On(ResourceKind.Autoscalers, hasScalers ? ["get", "list", "create", "patch"] : ["list"]),
            .. On(ResourceKind.Jobs, plan.Prepare.IsEmpty ? [] : ["get", "list", "watch", "create", "patch", "delete"]),
        ];
    }

    private static IEnumerable<Permission> On(ResourceKind kind, params string[] verbs) =>
        verbs.Select(verb => new Permission(verb, kind));
}
