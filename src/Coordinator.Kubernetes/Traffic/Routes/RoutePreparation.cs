using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>
/// The route before a preview is deployed: made from the manifests where it is absent, joined with their changes where it is
/// not, and giving the preview no weight. A new one leads to the target Service, as the manifests say, which selects the active
/// colour or none: the first shift makes the pair of it.
/// </summary>
internal sealed class RoutePreparation(EnvironmentCall call, RouteTraffic traffic, ColorOrder order, ImmutableArray<JsonObject> manifests)
{
    private static readonly ImmutableArray<string> JoinedMetadata = ["labels", "annotations"];

    private JsonObject? Manifest => ManifestOf(traffic, manifests);

    /// <summary>The route among the manifests, or null.</summary>
    public static JsonObject? ManifestOf(RouteTraffic traffic, ImmutableArray<JsonObject> manifests) => manifests.FirstOrDefault(one =>
        one.Kind() == traffic.Format.Kind && one.Name() == traffic.Name
        && (one.Text("apiVersion") ?? "").StartsWith($"{traffic.Format.Resource.Group}/", StringComparison.Ordinal));

    /// <summary>What is applied where the route is absent.</summary>
    public static JsonObject New(RouteTraffic traffic, JsonObject manifest)
    {
        var body = ManifestColoring.Cleaned(manifest);
        body.Child("metadata").Child("labels")[ManifestLabels.ManagedBy] = "coordinator";
        foreach (var (field, value) in traffic.Format.Patch(body, traffic.Target, null).Child("spec"))
        {
            body.Child("spec")[field] = value?.DeepClone();
        }

        return body;
    }

    /// <summary>Why the manifests' route must not be written, before anything is; null where it may be.</summary>
    public async Task<Refusal?> JudgeAsync(JsonObject? service, CancellationToken cancellationToken)
    {
        var live = await traffic.FindAsync(cancellationToken);
        if (live is null && await UnknownAsync(cancellationToken) is { } unknown)
        {
            return unknown;
        }

        if ((live ?? Manifest) is not { } known)
        {
            return new Refusal(RefusalKind.Missing,
                $"{traffic.Object} neither exists in {traffic.Target.Namespace} nor is it among the manifests.");
        }

        var unfit = traffic.Format.Unfit(Manifest ?? known, traffic.Target);
        return unfit is not null ? new Refusal(RefusalKind.Rejected, $"{unfit}.")
            : live is null ? null
            : call.Fence.Judge(live, traffic.Keys)
            ?? (await WouldChangeAsync(live, service, cancellationToken) && !IsAllowed
                ? new Refusal(RefusalKind.SharedChange,
                    $"{traffic.Object} would change under the colour that serves, besides its weights. "
                    + "Name it in manifests.allowShared if both versions can live with that, or leave it out of the manifests.")
                : null);
    }

    /// <summary>Makes or joins it. Null once it is as it should be, else why not.</summary>
    public async Task<Refusal?> RunAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        var live = await traffic.FindAsync(cancellationToken);
        var isSettled = live is null || IsSettled(live, service);
        if (live is not null && isSettled && !await WouldChangeAsync(live, service, cancellationToken))
        {
            return null;
        }

        if (!isSettled && order.Active is { } active
            && !await EndpointWait.UntilAllAsync(call, traffic.Target.Derived(active), order.Deadline, cancellationToken))
        {
            return new Refusal(RefusalKind.NotReady,
                $"{active.Label()} is to get all users by {traffic.Object}, and the endpoints of Service {traffic.Target.Derived(active)} do not show "
                + "every ready pod of it, or none is ready.");
        }

        return (await traffic.WriteAsync(found => Step(found, service), cancellationToken)).Refusal;
    }

    private async Task<Refusal?> UnknownAsync(CancellationToken cancellationToken)
    {
        var version = $"{traffic.Format.Resource.Group}/{traffic.Format.Resource.Version}";
        var sample = new JsonObject { ["apiVersion"] = version, ["kind"] = traffic.Format.Kind };
        return await call.Api.Connection.Kinds.FindAsync(sample, cancellationToken) is null
            ? new Refusal(RefusalKind.Rejected, $"The cluster knows no {traffic.Format.Kind} of {version}: install its CustomResourceDefinitions.")
            : null;
    }

    private bool IsAllowed => call.Plan.AllowShared.Contains(traffic.Object, StringComparer.OrdinalIgnoreCase);

    private ObjectStep Step(JsonObject? live, JsonObject? service)
    {
        if (live is null)
        {
            return Manifest is { } manifest ? new ObjectStep.Apply(New(traffic, manifest)) : new ObjectStep.Refuse(traffic.Missing());
        }

        var found = traffic.Observe(live, service);
        return found.Recorded is { } record && record != found.Found
            ? new ObjectStep.Refuse(traffic.Foreign(found, Wanted(live) ?? new RouteWeights(0, 0), order.Active))
            : new ObjectStep.Merge(Joined(live, service), FieldManagers.Traffic);
    }

    /// <summary>The preview gets nothing: after a restored database a weight of ours may still be on it.</summary>
    private bool IsSettled(JsonObject live, JsonObject? service) => traffic.Observe(live, service).WeightOf(order.Preview) is null or 0;

    /// <summary>The pair where it was one, with all users on the active colour; null where the target Service is named.</summary>
    private RouteWeights? Wanted(JsonObject live) =>
        traffic.Format.IsPaired(live, traffic.Target) && order.Active is { } active ? RouteWeights.Of(active, 100) : null;

    /// <summary>What the manifest says, with the weights as they should be.</summary>
    private JsonObject Joined(JsonObject live, JsonObject? service)
    {
        var wanted = Wanted(live);
        var source = Manifest ?? live;
        var patch = ((ObjectStep.Merge)traffic.Directed(source, wanted)).Patch;
        if (Manifest is not { } manifest)
        {
            return patch;
        }

        foreach (var (field, value) in manifest.At("spec") as JsonObject ?? [])
        {
            patch.Child("spec")[field] ??= value?.DeepClone();
        }

        foreach (var field in JoinedMetadata)
        {
            foreach (var (key, value) in manifest.Texts("metadata", field))
            {
                patch.Child("metadata").Child(field)[key] = value;
            }
        }

        return patch;
    }

    /// <summary>The server tells what the route would be; it knows its defaults, we do not.</summary>
    private async Task<bool> WouldChangeAsync(JsonObject live, JsonObject? service, CancellationToken cancellationToken)
    {
        if (Manifest is null)
        {
            return false;
        }

        var patch = Joined(live, service);
        patch.Child("metadata").Child("annotations").Remove(RouteLabels.Of(call.Plan.Key.Application).Weights);
        var result = await call.Api.MergeAsync(
            traffic.Format.Resource, traffic.Name, patch, FieldManagers.Traffic, cancellationToken, dryRun: true);
        return result.Body is not { } body || !JsonNode.DeepEquals(WithoutWeights(body), WithoutWeights(live))
            || !JsonNode.DeepEquals(body.At("metadata", "labels"), live.At("metadata", "labels"))
            || !JsonNode.DeepEquals(body.At("metadata", "annotations"), live.At("metadata", "annotations"));
    }

    private JsonNode? WithoutWeights(JsonObject route) => traffic.Format.Patch(route, traffic.Target, new RouteWeights(100, 0)) is var even
        ? Merged(route.At("spec") as JsonObject, even.Child("spec")) : null;

    private static JsonObject Merged(JsonObject? spec, JsonObject even)
    {
        var copy = spec?.Copy() ?? [];
        foreach (var (field, value) in even)
        {
            copy[field] = value?.DeepClone();
        }

        return copy;
    }
}
