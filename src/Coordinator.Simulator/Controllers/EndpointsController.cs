using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Keeps the EndpointSlice and the Endpoints of each Service with a selector as its pods are.</summary>
internal sealed class EndpointsController(Cluster cluster) : IController
{
    private const string ServiceLabel = "kubernetes.io/service-name";
    private const string HeadlessLabel = "service.kubernetes.io/headless";
    private const string Trigger = "endpoints.kubernetes.io/last-change-trigger-time";

    public string Name => "endpoints";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.Service) Enqueue(item);
        else if (item.Kind == KindTable.Pod)
        {
            foreach (var service in cluster.Store.All(KindTable.Service, item.Namespace))
            {
                var selector = service.Json.Texts("spec", "selector");
                if (selector.Count == 0) continue;
                var matches = Selector.Of(selector);
                if (matches.Matches(item.Labels) || (change.Before is { } before && matches.Matches(before.Labels))) Enqueue(service);
            }
        }
    }

    public void Reconcile(string ns, string name)
    {
        var service = cluster.Store.Find(KindTable.Service, ns, name);
        if (service is null || service.Json.Texts("spec", "selector") is not { Count: > 0 } selector)
        {
            if (service is null) RemoveEndpoints(ns, name);
            return;
        }

        var pods = cluster.Store.All(KindTable.Pod, ns).Where(pod => Selector.Of(selector).Matches(pod.Labels)
            && pod.Json.Text("status", "podIP") is not null && !PodFactory.IsEnded(pod)).ToList();
        var all = service.Json.Flag("spec", "publishNotReadyAddresses") is true;
        WriteSlice(service, pods, all);
        WriteEndpoints(service, pods, all);
    }

    private void Enqueue(StoredObject service) =>
        cluster.Loop.Enqueue(new(Name, service.Namespace, service.Name), cluster.Options.EndpointsDelay);

    private void RemoveEndpoints(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Endpoints, ns, name) is not null)
            cluster.Writer.Delete(KindTable.Endpoints, ns, name, DeleteOptions.Default, PodFactory.By);
    }

    private void WriteSlice(StoredObject service, List<StoredObject> pods, bool all)
    {
        var endpoints = pods.Count == 0 ? null : new JsonArray([.. pods.Select(pod => (JsonNode)Endpoint(pod, all))]);
        var ports = pods.Count == 0 ? null : Ports(service, pods[0]);
        var known = cluster.Store.All(KindTable.EndpointSlice, service.Namespace).FirstOrDefault(slice => slice.Owner == service.Uid);
        if (known is null)
        {
            cluster.Writer.Create(KindTable.EndpointSlice, service.Namespace, NewSlice(service, endpoints, ports), PodFactory.By);
            return;
        }

        if (JsonNode.DeepEquals(known.Json["endpoints"], endpoints) && JsonNode.DeepEquals(known.Json["ports"], ports)) return;
        cluster.Writer.Modify(KindTable.EndpointSlice, known.Namespace, known.Name, item =>
        {
            item["endpoints"] = endpoints;
            item["ports"] = ports;
            item.Ensure("metadata", "annotations")[Trigger] = cluster.NowText;
        }, PodFactory.By);
    }

    private JsonObject NewSlice(StoredObject service, JsonArray? endpoints, JsonArray? ports)
    {
        var slice = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["generateName"] = service.Name + "-",
                ["labels"] = new JsonObject
                {
                    ["endpointslice.kubernetes.io/managed-by"] = "endpointslice-controller.k8s.io",
                    [ServiceLabel] = service.Name,
                },
                ["annotations"] = new JsonObject { [Trigger] = cluster.NowText },
                ["ownerReferences"] = PodFactory.OwnedBy(service),
            },
            ["addressType"] = "IPv4",
            ["endpoints"] = endpoints,
            ["ports"] = ports,
        };
        if (IsHeadless(service)) slice.Ensure("metadata", "labels")[HeadlessLabel] = "";
        foreach (var (label, value) in service.Labels) slice.Ensure("metadata", "labels").Default(label, value);
        return slice;
    }

    private static bool IsHeadless(StoredObject service) => service.Json.Text("spec", "clusterIP") == "None";

    private static JsonObject Endpoint(StoredObject pod, bool all)
    {
        var serving = PodFactory.IsReady(pod);
        return new JsonObject
        {
            ["addresses"] = new JsonArray(pod.Json.Text("status", "podIP")),
            ["conditions"] = new JsonObject
            {
                ["ready"] = all || (serving && !pod.IsTerminating),
                ["serving"] = serving,
                ["terminating"] = pod.IsTerminating,
            },
            ["targetRef"] = Reference(pod),
            ["nodeName"] = pod.Json.Text("spec", "nodeName"),
        };
    }

    private static JsonObject Reference(StoredObject pod) => new()
    { ["kind"] = "Pod", ["namespace"] = pod.Namespace, ["name"] = pod.Name, ["uid"] = pod.Uid };

    private static JsonArray Ports(StoredObject service, StoredObject pod)
    {
        var ports = new JsonArray();
        foreach (var port in service.Json.Objects("spec", "ports"))
        {
            if (TargetPort(port, pod) is not { } number) continue;
            var entry = new JsonObject { ["name"] = port.Text("name") ?? "" };
            entry["protocol"] = port.Text("protocol") ?? "TCP";
            entry["port"] = number;
            ports.Add(entry);
        }

        return ports;
    }

    /// <summary>The port of a pod that a Service's port leads to; null when the pod has none of that name.</summary>
    public static long? TargetPort(JsonObject port, StoredObject pod)
    {
        if (port.Whole("targetPort") is { } number) return number;
        if (port.Text("targetPort") is not { } name) return port.Whole("port");
        return pod.Json.Objects("spec", "containers").SelectMany(container => container.Objects("ports"))
            .FirstOrDefault(candidate => candidate.Text("name") == name).Whole("containerPort");
    }

    private void WriteEndpoints(StoredObject service, List<StoredObject> pods, bool all)
    {
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = service.Name,
                ["labels"] = new JsonObject { ["endpoints.kubernetes.io/managed-by"] = "endpoint-controller" },
            },
        };
        if (IsHeadless(service)) body.Ensure("metadata", "labels")[HeadlessLabel] = "";
        if (pods.Count > 0)
        {
            var subset = new JsonObject { ["ports"] = Ports(service, pods[0]) };
            foreach (var pod in pods.Where(pod => !pod.IsTerminating))
            {
                var list = all || PodFactory.IsReady(pod) ? "addresses" : "notReadyAddresses";
                if (subset[list] is not JsonArray addresses) subset[list] = addresses = [];
                addresses.Add(new JsonObject
                {
                    ["ip"] = pod.Json.Text("status", "podIP"),
                    ["nodeName"] = pod.Json.Text("spec", "nodeName"),
                    ["targetRef"] = Reference(pod),
                });
            }

            body["subsets"] = new JsonArray(subset);
        }

        if (cluster.Store.Find(KindTable.Endpoints, service.Namespace, service.Name) is null)
            cluster.Writer.Create(KindTable.Endpoints, service.Namespace, body, PodFactory.By);
        else
        {
            cluster.Writer.Modify(KindTable.Endpoints, service.Namespace, service.Name,
                item => item["subsets"] = body["subsets"]?.DeepClone(), PodFactory.By);
        }
    }
}
