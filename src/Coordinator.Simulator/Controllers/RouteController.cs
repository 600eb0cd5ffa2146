using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Traffic;

namespace Coordinator.Simulator.Controllers;

/// <summary>
/// Puts the routes of one kind in force at the user entrance, a little after they were written, as the controller of a gateway or
/// a mesh does. On an HTTPRoute whose Gateway exists it reports; Istio reports nothing unless asked to.
/// </summary>
internal sealed class RouteController(Cluster cluster, string group, string kind) : IController
{
    private const string ControllerName = "simulator.coordinator.dev/gateway";

    private static readonly WriteOptions StatusBy = WriteOptions.Internal("gateway-controller", "status");

    public string Name => "route-" + kind;

    public void Observe(Change change)
    {
        var item = change.After;
        if (Is(item.Kind, group, kind))
        {
            cluster.Loop.Enqueue(new(Name, item.Namespace, item.Name), cluster.Options.ControllerDelay);
        }
        else if (Is(item.Kind, "gateway.networking.k8s.io", "Gateway") || item.Kind == KindTable.Service)
        {
            foreach (var route in All(item.Namespace)) cluster.Loop.Enqueue(new(Name, route.Namespace, route.Name), cluster.Options.ControllerDelay);
        }
    }

    public void Reconcile(string ns, string name)
    {
        var route = All(ns).FirstOrDefault(one => one.Name == name);
        cluster.Routes.Direct(kind, ns, name, route is null ? null
            : kind == "HTTPRoute" ? UserRoute.OfHttpRoute(route) : UserRoute.OfVirtualService(route));
        if (route is not null && kind == "HTTPRoute") Report(route);
    }

    private static bool Is(ApiKind kind, string group, string name) => kind.Group == group && kind.Name == name;

    private IEnumerable<StoredObject> All(string ns) => Of(group, kind, ns);

    private IEnumerable<StoredObject> Of(string wantedGroup, string wantedKind, string ns) =>
        cluster.Store.Shelves.Select(shelf => shelf.Kind).FirstOrDefault(one => Is(one, wantedGroup, wantedKind)) is { } found
            ? [.. cluster.Store.All(found, ns)] : [];

    private void Report(StoredObject route)
    {
        var parents = new JsonArray();
        foreach (var parent in route.Json.Objects("spec", "parentRefs"))
        {
            var ns = parent.Text("namespace") ?? route.Namespace;
            if (Of(group, "Gateway", ns).All(gateway => gateway.Name != parent.Text("name"))) continue;
            parents.Add(new JsonObject
            {
                ["parentRef"] = parent.Copy(),
                ["controllerName"] = ControllerName,
                ["conditions"] = new JsonArray(Condition(route, "Accepted", null), Condition(route, "ResolvedRefs", MissingBackend(route))),
            });
        }

        if (parents.Count == 0 || JsonNode.DeepEquals(parents, route.Json.At("status", "parents"))) return;
        cluster.Writer.Modify(route.Kind, route.Namespace, route.Name, item => item.Ensure("status")["parents"] = parents, StatusBy);
    }

    private string? MissingBackend(StoredObject route) => route.Json.Objects("spec", "rules").SelectMany(rule => rule.Objects("backendRefs"))
        .Select(backend => (Namespace: backend.Text("namespace") ?? route.Namespace, Name: backend.Text("name") ?? ""))
        .Where(backend => cluster.Store.Find(KindTable.Service, backend.Namespace, backend.Name) is null)
        .Select(backend => backend.Name).FirstOrDefault();

    private JsonObject Condition(StoredObject route, string type, string? missing)
    {
        var status = missing is null ? "True" : "False";
        var known = route.Json.Objects("status", "parents").SelectMany(parent => parent.Objects("conditions"))
            .FirstOrDefault(one => one.Text("type") == type);
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["observedGeneration"] = route.Json.Whole("metadata", "generation") ?? 1,
            ["lastTransitionTime"] = known.Text("status") == status ? known.Text("lastTransitionTime") : cluster.NowText,
            ["reason"] = missing is null ? type : "BackendNotFound",
            ["message"] = missing is null ? "" : $"Service {missing} not found",
        };
    }
}
