using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>HTTPRoute of the Gateway API, v1.</summary>
internal sealed class HttpRouteFormat() : RouteFormat(ResourceKind.HttpRoutes, "HTTPRoute", "rules", "backendRefs")
{
    private static readonly ImmutableArray<string> Judged = ["Accepted", "ResolvedRefs"];

    /// <inheritdoc />
    public override RouteStatus StatusOf(JsonObject route)
    {
        var generation = route.Whole("metadata", "generation") ?? 0;
        var status = RouteStatus.Silent;
        foreach (var condition in route.Objects("status", "parents").Where(parent => IsWanted(route, parent))
            .SelectMany(parent => parent.Objects("conditions")).Where(one => Judged.Contains(one.Text("type") ?? "")))
        {
            if (condition.Whole("observedGeneration") is { } seen && seen < generation)
            {
                return RouteStatus.Behind;
            }

            if (condition.Text("status") is not "True")
            {
                return new RouteStatus(RouteState.Refused,
                    $"{condition.Text("type")} is {condition.Text("status")} ({condition.Text("reason")}): {condition.Text("message")}",
                    condition.Text("type") is "ResolvedRefs");
            }

            status = RouteStatus.InForce;
        }

        return status;
    }

    /// <inheritdoc />
    protected override string? ServiceOf(JsonObject backend, string ns) =>
        backend.Text("kind") is null or "Service" && backend.Text("group") is null or "" && (backend.Text("namespace") ?? ns) == ns
            ? backend.Text("name") : null;

    /// <inheritdoc />
    protected override void Point(JsonObject backend, string service) => backend["name"] = service;

    /// <inheritdoc />
    protected override long WeightOf(JsonObject backend, bool isAlone) => Math.Max(0, backend.Whole("weight") ?? 1);

    /// <inheritdoc />
    protected override string? Unfit(ImmutableArray<JsonObject> all, RouteTarget target) => null;

    /// <summary>A controller may leave what it said about a parent that the route no longer names.</summary>
    private static bool IsWanted(JsonObject route, JsonObject status) => route.Objects("spec", "parentRefs").Any(parent =>
        parent.Text("name") == status.Text("parentRef", "name")
        && (parent.Text("sectionName") is not { } section || section == status.Text("parentRef", "sectionName")));
}
