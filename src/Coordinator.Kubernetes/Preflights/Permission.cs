using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>A right that the coordinator needs in an environment.</summary>
internal sealed record Permission(string Verb, ResourceKind Resource, string? Subresource = null)
{
    private static readonly ResourceKind Jobs = new("batch", "v1", "jobs");

    /// <summary>As a person writes it in a Role.</summary>
    public override string ToString() =>
        $"{Verb} {Resource.Plural}{(Subresource is null ? "" : "/" + Subresource)}{(Resource.Group.Length is 0 ? "" : "." + Resource.Group)}";

    /// <summary>All that the plan's effects use.</summary>
    public static ImmutableArray<Permission> Of(EnvironmentPlan plan, bool hasSecrets, bool hasScalers)
    {
        var all = ImmutableArray.CreateBuilder<Permission>();
        Add(ResourceKind.Services, "get", "create", "patch");
        Add(ResourceKind.Deployments, "get", "list", "create", "patch", "delete");
        Add(ResourceKind.ConfigMaps, "get", "create", "patch");
        Add(ResourceKind.Secrets, hasSecrets ? ["get", "create", "patch"] : ["get"]);
        Add(ResourceKind.VolumeClaims, "get");
        Add(ResourceKind.Pods, "get", "list");
        all.Add(new Permission("get", ResourceKind.Pods, "log"));
        Add(ResourceKind.EndpointSlices, "list");
        Add(ResourceKind.Namespaces, plan.Target.CreateNamespace ? ["get", "create", "patch"] : ["get"]);
        Add(ResourceKind.Nodes, "list");
        Add(ResourceKind.Volumes, plan.Preflight.MinAvailableVolumes > 0 ? ["list"] : []);
        Add(ResourceKind.StorageClasses, plan.Preflight.StorageClasses.IsEmpty ? [] : ["get"]);
        Add(ResourceKind.Autoscalers, hasScalers ? ["get", "create", "patch"] : []);
        if (plan.Analysis.Metrics.Any(metric => metric.Scrape is { Url: null }))
        {
            all.Add(new Permission("get", ResourceKind.Pods, "proxy"));
        }

        if (plan.Probes.Active?.Url is null && plan.Analysis.Metrics.Any(metric => metric.Probe is not null))
        {
            all.Add(new Permission("get", ResourceKind.Services, "proxy"));
        }

        if (!plan.Prepare.IsEmpty)
        {
            Add(Jobs, "get", "list", "create", "patch", "delete");
        }

        return all.ToImmutable();

        void Add(ResourceKind kind, params ReadOnlySpan<string> verbs)
        {
            foreach (var verb in verbs)
            {
                all.Add(new Permission(verb, kind));
            }
        }
    }
}
