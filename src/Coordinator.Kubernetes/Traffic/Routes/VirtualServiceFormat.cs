using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>HTTP routes of a VirtualService of Istio, v1. Hosts may be written short, with the namespace, or in full.</summary>
internal sealed class VirtualServiceFormat() : RouteFormat(ResourceKind.VirtualServices, "VirtualService", "http", "route")
{
    /// <inheritdoc />
    /// <remarks>Istio reports only where its status is turned on; the number is a text in some versions.</remarks>
    public override RouteStatus StatusOf(JsonObject route)
    {
        var seen = route.Whole("status", "observedGeneration")
            ?? (long.TryParse(route.Text("status", "observedGeneration"), NumberStyles.None, CultureInfo.InvariantCulture, out var text)
                ? text : null);
        return seen is null ? RouteStatus.Silent
            : seen < (route.Whole("metadata", "generation") ?? 0) ? RouteStatus.Behind
            : RouteStatus.InForce;
    }

    /// <inheritdoc />
    protected override string? ServiceOf(JsonObject backend, string ns)
    {
        var parts = (backend.Text("destination", "host") ?? "").Split('.');
        return parts is [var name] ? name
            : parts is [var inNamespace, var place] && place == ns ? inNamespace
            : parts is [var full, var where, "svc", ..] && where == ns ? full
            : null;
    }

    /// <inheritdoc />
    protected override void Point(JsonObject backend, string service)
    {
        var destination = backend.Child("destination");
        var rest = (destination.Text("host") ?? "").Split('.', 2);
        destination["host"] = rest.Length > 1 ? $"{service}.{rest[1]}" : service;
    }

    /// <inheritdoc />
    protected override long WeightOf(JsonObject backend, bool isAlone) => Math.Max(0, backend.Whole("weight") ?? (isAlone ? 100 : 0));

    /// <inheritdoc />
    protected override string? Unfit(ImmutableArray<JsonObject> all, RouteTarget target) =>
        all.FirstOrDefault(one => !target.Owns(ServiceOf(one, target.Namespace))) is { } other
            ? $"a route to Service {target.Service} also leads to {other.Text("destination", "host")}, so that the weights of the "
                + "colours would not sum to 100; give each a route of its own"
        : all.FirstOrDefault(one => one.Text("destination", "subset") is not null) is { } subset
            ? $"a route to Service {target.Service} names the subset {subset.Text("destination", "subset")}, which the Services of the "
                + "colours do not have; leave it out"
            : null;
}
