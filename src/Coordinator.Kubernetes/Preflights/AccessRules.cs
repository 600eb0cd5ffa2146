using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Traffic.Routes;

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
            .. Always(plan, manifests),
            .. Others(kindOf),
            .. Configuration(ResourceKind.ConfigMaps, "ConfigMap", plan.Preflight.ConfigMaps, plan, manifests),
            .. Configuration(ResourceKind.Secrets, "Secret", plan.Preflight.Secrets, plan, manifests),
            .. Volumes(plan, manifests),
            .. Measuring(plan),
            .. Checking(plan, kindOf),
            .. Jobs(plan),
            .. Route(plan, manifests),
            .. Shared(plan, manifests, kindOf),
        ];
        return Reduced(rules);
    }

    /// <summary>An object of each kind that the plan's checks look at, by its kind alone.</summary>
    public static IEnumerable<JsonObject> LookedAt(EnvironmentPlan plan) => Objects(plan).Select(Sample);

    /// <summary>Without what an earlier row grants already.</summary>
    private static ImmutableArray<AccessRule> Reduced(IEnumerable<AccessRule> rules)
    {
        var reduced = ImmutableArray.CreateBuilder<AccessRule>();
        foreach (var rule in rules)
        {
            ImmutableArray<string> verbs =
                [.. rule.Verbs.Where(verb => !reduced.Any(other => other.Names.IsEmpty && other.IsOn(rule) && other.Verbs.Contains(verb)))];
            ImmutableArray<string> names =
                [.. rule.Names.Where(name => !reduced.Any(other => other.IsOn(rule) && other.Names.Contains(name) && verbs.All(other.Verbs.Contains)))];
            if (!verbs.IsEmpty && names.IsEmpty == rule.Names.IsEmpty)
            {
                reduced.Add(rule with { Verbs = verbs, Names = names });
            }
        }

        return reduced.ToImmutable();
    }

    private static IEnumerable<AccessRule> Always(EnvironmentPlan plan, ImmutableArray<JsonObject> manifests)
    {
        yield return On(ResourceKind.Services, "the target Service and those of the colours", "create");
        yield return On(ResourceKind.Services, "those that exist", "get", "patch") with { Names = Named([plan.Target.Service, .. Of(manifests, "Service")]) };
        yield return On(ResourceKind.Deployments, "the colours", "list", "watch", "create");
        yield return On(ResourceKind.Deployments, "those that exist; one whose selector changed is made anew", "get", "patch", "delete") with
        {
            Names = Named([.. plan.Deployments, .. Of(manifests, "Deployment")]),
        };
        // To list them is granted below, for the whole cluster.
        yield return On(ResourceKind.Pods, "which colour serves, and how a rollout goes", "watch");
        yield return On(ResourceKind.Pods, "the last lines of pods that fail", "get") with { Subresource = "log" };
        yield return On(ResourceKind.Events, "why pods do not start", "list");
        yield return On(ResourceKind.EndpointSlices, "whether a switch has reached the proxies", "list", "watch");
        yield return plan.BlueGreen.Router.Kind is RouterKind.Replicas
            ? On(ResourceKind.Autoscalers, "router replicas stands no autoscaler of the Deployments", "list")
            : On(ResourceKind.Autoscalers,
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

    /// <summary>Asked for where a cluster knows these kinds; printed always, since no cluster is asked then.</summary>
    private static IEnumerable<AccessRule> Others(Func<JsonObject, ResourceKind?> kindOf) => ForeignControllers.Kinds
        .Select(kindOf).OfType<ResourceKind>()
        .Select(kind => On(kind, $"whether one of the {kind.Plural} of another controller moves these users, where the cluster has such", "list"));

    private static IEnumerable<string> Of(ImmutableArray<JsonObject> manifests, string kind) =>
        manifests.Where(one => one.Kind() == kind).Select(one => one.Name());

    /// <summary>Objects under the names that they have without a colour and with either. Who may make objects of a kind may give them any
    /// name: Kubernetes knows no narrower right.</summary>
    private static ImmutableArray<string> Named(IEnumerable<string> names) =>
    [
        .. names.Select(ManifestColoring.BaseOf)
            .SelectMany(name => (string[])[name, ManifestColoring.NameOf(name, Color.Blue), ManifestColoring.NameOf(name, Color.Green)])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>Those among the manifests are written; others are only looked for, by name.</summary>
    private static IEnumerable<AccessRule> Configuration(
        ResourceKind resource, string kind, ImmutableArray<string> named, EnvironmentPlan plan, ImmutableArray<JsonObject> manifests)
    {
        var own = Named(Of(manifests, kind));
        if (!own.IsEmpty)
        {
            yield return On(resource, $"each {kind} of the manifests", "create");
            yield return On(resource, $"each {kind} of the manifests that exists", "get", "patch") with { Names = own };
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

    private static IEnumerable<AccessRule> Checking(EnvironmentPlan plan, Func<JsonObject, ResourceKind?> kindOf)
    {
        var (preview, validation) = (Requests(plan.Checks.Preview, plan.Probes.Preview), Requests([.. plan.Checks.Validation, .. plan.GateChecks], plan.Probes.Active));
        if (preview.Concat(validation).Distinct().ToImmutableArray() is { IsEmpty: false } verbs)
        {
            yield return On(ResourceKind.Services, "requests of checks", verbs) with { Subresource = "proxy" };
        }

        // A port that the Service has not is a pod's.
        if ((plan.Probes.Preview?.Port is null ? [] : preview).Concat(plan.Probes.Active?.Port is null ? [] : validation)
            .Distinct().ToImmutableArray() is { IsEmpty: false } direct)
        {
            yield return On(ResourceKind.Pods, "requests of checks to a port of their own", direct) with { Subresource = "proxy" };
        }

        foreach (var check in Objects(plan))
        {
            if (kindOf(Sample(check)) is { } kind)
            {
                yield return On(kind, $"the check of {check.Kind}/{check.Name}", "get") with
                {
                    Names = [.. Enum.GetValues<Color>().Select(color => Placeholders.Of(plan, color).Replace(check.Name)).Distinct()],
                };
            }
        }
    }

    /// <summary>The verbs of requests that go through the API server's proxy.</summary>
    private static ImmutableArray<string> Requests(ImmutableArray<CheckSpec> checks, ProbeTargetSpec? probe) => probe?.Url is not null ? []
        : [.. checks.Where(check => check.From is CheckOrigin.Coordinator && (check.Load is not null || check.Http is { Url: null }))
            .Select(check => VerbOf(check.Http?.Method ?? "GET"))];

    /// <summary>As the API server names them; it has no name for OPTIONS, which all verbs take in.</summary>
    private static string VerbOf(string method) => method.ToUpperInvariant() switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        "OPTIONS" => "*",
        _ => "get",
    };

    private static IEnumerable<ObjectCheckSpec> Objects(EnvironmentPlan plan) =>
        plan.Checks.Preview.Concat(plan.Checks.Validation).Concat(plan.GateChecks).Select(check => check.Object).OfType<ObjectCheckSpec>();

    private static JsonObject Sample(ObjectCheckSpec check) => new() { ["apiVersion"] = check.ApiVersion, ["kind"] = check.Kind };

    private static IEnumerable<AccessRule> Jobs(EnvironmentPlan plan)
    {
        if (plan.UsesJobs())
        {
            yield return On(ResourceKind.Jobs, "Jobs of prepare and of checks", "get", "list", "watch", "create", "patch", "delete");
        }
    }

    private static IEnumerable<AccessRule> Route(EnvironmentPlan plan, ImmutableArray<JsonObject> manifests)
    {
        if (RouteFormat.Of(plan.BlueGreen.Router.Kind) is { } format && plan.BlueGreen.Router.Route is { } route)
        {
            yield return On(format.Resource, "the weights", "get", "patch") with { Names = [route] };
            if (manifests.Any(one => one.Kind() == format.Kind && one.Name() == route))
            {
                yield return On(format.Resource, $"the {format.Kind} of the manifests", "create");
            }
        }
    }

    /// <summary>What else is applied, a row a kind.</summary>
    private static IEnumerable<AccessRule> Shared(
        EnvironmentPlan plan, ImmutableArray<JsonObject> manifests, Func<JsonObject, ResourceKind?> kindOf) =>
        manifests
            .Where(one => one.Kind() is not ("Service" or "Deployment" or "ConfigMap" or "Secret" or "Namespace" or "HorizontalPodAutoscaler"))
            .Where(one => RouteFormat.Of(plan.BlueGreen.Router.Kind)?.Kind != one.Kind() || plan.BlueGreen.Router.Route != one.Name())
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
