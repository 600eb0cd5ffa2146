using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>
/// The one list of rights: what the effects of a plan use, each with its condition and its reason. Whoever adds a call of the API
/// adds its row here; the tests run whole releases with these rights alone, and with each of them taken away.
/// </summary>
internal static class AccessRules
{
    /// <summary>The rights that a plan needs. Reviews of one's own rights, discovery and <c>/version</c> are everyone's.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="manifests">Its objects, before they are coloured.</param>
    /// <param name="kindOf">How the kind of a manifest is addressed.</param>
    public static ImmutableArray<AccessRule> Of(
        EnvironmentPlan plan, ImmutableArray<JsonObject> manifests, Func<JsonObject, ResourceKind?> kindOf)
    {
        AccessRule[] rules =
        [
            .. Always(plan),
            .. Configuration(ResourceKind.ConfigMaps, "ConfigMap", plan.Preflight.ConfigMaps, plan, manifests),
            .. Configuration(ResourceKind.Secrets, "Secret", plan.Preflight.Secrets, plan, manifests),
            .. Volumes(plan, manifests),
            .. Measuring(plan),
            .. Preparing(plan),
            .. Shared(manifests, kindOf),
        ];
        return [.. rules];
    }

    private static IEnumerable<AccessRule> Always(EnvironmentPlan plan)
    {
        yield return On(ResourceKind.Services, "the target Service and those of the colours", "get", "create", "patch");
        yield return On(ResourceKind.Deployments, "the colours; one whose selector changed is made anew",
            "get", "list", "watch", "create", "patch", "delete");
        // To list them is granted below, for the whole cluster.
        yield return On(ResourceKind.Pods, "which colour serves, and how a rollout goes", "watch");
        yield return On(ResourceKind.Pods, "the last lines of pods that fail", "get") with { Subresource = "log" };
        yield return On(ResourceKind.Events, "why pods do not start", "list");
        yield return On(ResourceKind.EndpointSlices, "whether a switch has reached the proxies", "list", "watch");
        yield return On(ResourceKind.Autoscalers,
            "autoscalers of the Deployments are held while users move, and copied to the other colour", "get", "list", "create", "patch");
        yield return On(ResourceKind.Namespaces, "whether the namespace exists", "get") with { Names = [plan.Target.Namespace] };
        if (plan.Target.CreateNamespace)
        {
            yield return On(ResourceKind.Namespaces, "createNamespace", "create");
            yield return On(ResourceKind.Namespaces, "createNamespace", "patch") with { Names = [plan.Target.Namespace] };
        }

        yield return On(ResourceKind.Nodes, "whether nodes are ready, and their room", "list");
        yield return On(ResourceKind.Pods, "the room that all pods leave for the preview", "list") with { Everywhere = true };
        if (plan.Preflight.MinAvailableVolumes > 0)
        {
            yield return On(ResourceKind.Volumes, "preflight.persistentVolumes", "list");
        }

        if (!plan.Preflight.StorageClasses.IsEmpty)
        {
            yield return On(ResourceKind.StorageClasses, "preflight.storageClasses", "get") with
            {
                Names = plan.Preflight.StorageClasses,
            };
        }
    }

    /// <summary>Those among the manifests are written; others are only looked for, by name.</summary>
    private static IEnumerable<AccessRule> Configuration(
        ResourceKind resource, string kind, ImmutableArray<string> named, EnvironmentPlan plan, ImmutableArray<JsonObject> manifests)
    {
        var own = manifests.Where(one => one.Kind() == kind).Select(one => one.Name()).ToHashSet(StringComparer.Ordinal);
        if (own.Count > 0)
        {
            yield return On(resource, $"each {kind} of the manifests", "get", "create", "patch");
            yield break;
        }

        ImmutableArray<string> wanted =
        [
            .. PodSpecs(plan, manifests).SelectMany(spec => PodTemplates.References(spec))
                .Where(one => !one.Optional && one.Kind == kind).Select(one => one.Name)
                .Concat(named).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        if (!wanted.IsEmpty)
        {
            yield return On(resource, $"whether each {kind} that is needed exists", "get") with { Names = wanted };
        }
    }

    private static IEnumerable<AccessRule> Volumes(EnvironmentPlan plan, ImmutableArray<JsonObject> manifests)
    {
        ImmutableArray<string> claims =
        [
            .. PodSpecs(plan, manifests).SelectMany(spec => PodTemplates.Claims(spec)).Distinct(StringComparer.Ordinal)
                .Where(name => !manifests.Any(one => one.Kind() is "PersistentVolumeClaim" && one.Name() == name))
                .Order(StringComparer.Ordinal),
        ];
        if (!claims.IsEmpty)
        {
            yield return On(ResourceKind.VolumeClaims, "whether both colours can mount a volume at once", "get") with { Names = claims };
        }
    }

    private static IEnumerable<AccessRule> Measuring(EnvironmentPlan plan)
    {
        if (plan.Analysis.Metrics.Any(metric => metric.Scrape is { Url: null }))
        {
            yield return On(ResourceKind.Pods, "scrapes of the pods", "get") with { Subresource = "proxy" };
        }

        if (plan.Probes.Active?.Url is null && plan.Analysis.Metrics.Any(metric => metric.Probe is not null))
        {
            yield return On(ResourceKind.Services, "probes of what users reach", "get") with { Subresource = "proxy" };
        }
    }

    private static IEnumerable<AccessRule> Preparing(EnvironmentPlan plan)
    {
        if (!plan.Prepare.IsEmpty)
        {
            yield return On(ResourceKind.Jobs, "prepare", "get", "list", "watch", "create", "patch", "delete");
        }
    }

    /// <summary>What else is applied, a row a kind.</summary>
    private static IEnumerable<AccessRule> Shared(ImmutableArray<JsonObject> manifests, Func<JsonObject, ResourceKind?> kindOf) =>
        manifests
            .Where(one => one.Kind() is not ("Service" or "Deployment" or "ConfigMap" or "Secret" or "Namespace" or "HorizontalPodAutoscaler"))
            .Select(one => (Kind: one.Kind(), Resource: kindOf(one)))
            .Where(one => one.Resource is not null)
            .DistinctBy(one => one.Resource)
            .OrderBy(one => one.Kind, StringComparer.Ordinal)
            .Select(one => On(one.Resource!, $"each {one.Kind} of the manifests", "get", "create", "patch"));

    private static IEnumerable<JsonObject> PodSpecs(EnvironmentPlan plan, ImmutableArray<JsonObject> manifests) => manifests
        .Where(one => one.Kind() is "Deployment" && plan.Deployments.Any(name =>
            one.Name() == name || one.Name() == ManifestColoring.NameOf(name, Color.Blue) || one.Name() == ManifestColoring.NameOf(name, Color.Green)))
        .Select(one => one.PodSpec()).OfType<JsonObject>();

    private static AccessRule On(ResourceKind resource, string why, params ImmutableArray<string> verbs) =>
        new(resource, null, verbs, why);
}
