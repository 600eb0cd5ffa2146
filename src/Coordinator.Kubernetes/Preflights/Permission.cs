using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
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
    public static ImmutableArray<Permission> Of(EnvironmentPlan plan, bool hasSecrets, bool hasScalers, bool hasRoute)
    {
        var scrapesPods = plan.Analysis.Metrics.Any(metric => metric.Scrape is { Url: null });
        var probesService = plan.Probes.Active?.Url is null && plan.Analysis.Metrics.Any(metric => metric.Probe is not null);
        ImmutableArray<Permission> all =
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
            .. Proxied(plan.Checks.Preview, plan.Probes.Preview),
            .. Proxied(plan.Checks.Validation, plan.Probes.Active),
            .. On(ResourceKind.EndpointSlices, "list", "watch"),
            .. On(ResourceKind.Namespaces, plan.Target.CreateNamespace ? ["get", "create", "patch"] : ["get"]),
            .. On(ResourceKind.Nodes, "list"),
            // Room for the preview is what the pods of all namespaces leave.
            .. On(ResourceKind.Pods with { Namespaced = false }, "list"),
            .. On(ResourceKind.Volumes, plan.Preflight.MinAvailableVolumes > 0 ? ["list"] : []),
            .. On(ResourceKind.StorageClasses, plan.Preflight.StorageClasses.IsEmpty ? [] : ["get"]),
            .. On(ResourceKind.Autoscalers, hasScalers ? ["get", "list", "create", "patch"] : ["list"]),
            .. On(ResourceKind.Jobs, !plan.UsesJobs() ? [] : ["get", "list", "watch", "create", "patch", "delete"]),
            .. OfRouter(plan.BlueGreen.Router.Kind, hasRoute),
        ];
        return [.. all.Distinct()];
    }

    /// <summary>Requests of checks that go through the API server's proxy; with a port of the release's choice also to a pod.</summary>
    private static IEnumerable<Permission> Proxied(ImmutableArray<CheckSpec> checks, ProbeTargetSpec? probe) =>
        probe?.Url is not null ? [] : checks
            .Where(check => check.Load is not null || check.Http is { Url: null })
            .Select(check => VerbOf(check.Http?.Method ?? "GET")).Distinct()
            .SelectMany(verb => probe?.Port is null
                ? [new Permission(verb, ResourceKind.Services, "proxy")]
                : (Permission[])[new Permission(verb, ResourceKind.Services, "proxy"), new Permission(verb, ResourceKind.Pods, "proxy")]);

    private static string VerbOf(string method) => method.ToUpperInvariant() switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "get",
    };

    /// <summary>What a router needs beyond Services: only where it is the plan's. A route is made where the manifests bring it.</summary>
    private static IEnumerable<Permission> OfRouter(RouterKind kind, bool hasRoute) => kind switch
    {
        RouterKind.Service or RouterKind.Replicas => [],
        RouterKind.GatewayApi => On(ResourceKind.HttpRoutes, hasRoute ? ["get", "create", "patch"] : ["get", "patch"]),
        RouterKind.Istio => On(ResourceKind.VirtualServices, hasRoute ? ["get", "create", "patch"] : ["get", "patch"]),
    };

    private static IEnumerable<Permission> On(ResourceKind kind, params string[] verbs) =>
        verbs.Select(verb => new Permission(verb, kind));
}
