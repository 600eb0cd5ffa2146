using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Defaults;

/// <summary>What the API server fills into a Service.</summary>
internal static class ServiceDefaults
{
    private const int AffinitySeconds = 10_800;
    private const string Headless = "None";

    private static readonly string[] Allocated = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];

    public static void Apply(JsonObject service)
    {
        var spec = service.Ensure("spec");
        spec.Default("sessionAffinity", "None");
        spec.Default("type", "ClusterIP");
        if (spec.Text("sessionAffinity") == "ClientIP")
            spec.Ensure("sessionAffinityConfig", "clientIP").Default("timeoutSeconds", AffinitySeconds);
        else spec.Remove("sessionAffinityConfig");
        foreach (var port in spec.Objects("ports"))
        {
            port.Default("protocol", "TCP");
            if (port["targetPort"] is null && port["port"] is { } number) port["targetPort"] = number.DeepClone();
        }

        var type = spec.Text("type");
        if (type != "ExternalName") spec.Default("internalTrafficPolicy", "Cluster");
        foreach (var ingress in service.Objects("status", "loadBalancer", "ingress"))
        {
            if (ingress["ip"] is not null) ingress.Default("ipMode", "VIP");
        }

        if (IsExternal(spec)) spec.Default("externalTrafficPolicy", "Cluster");
        if (type == "LoadBalancer") spec.Default("allocateLoadBalancerNodePorts", true);
    }

    /// <summary>Whether a Service is reached from outside of the cluster.</summary>
    public static bool IsExternal(JsonObject spec) => spec.Text("type") is "NodePort" or "LoadBalancer"
        || (spec.Text("type") == "ClusterIP" && spec.Array("externalIPs") is { Count: > 0 });

    /// <summary>Gives a new Service its address and, where its type has them, the ports of the nodes.</summary>
    public static void Allocate(JsonObject service, Func<string> nextAddress, Func<int> nextPort)
    {
        var spec = service.Ensure("spec");
        if (spec.Text("type") == "ExternalName") return;
        var address = spec.Text("clusterIP") ?? nextAddress();
        spec["clusterIP"] = address;
        spec["clusterIPs"] = new JsonArray(address);
        // Without a selector nobody knows of which family the addresses behind a headless Service will be.
        var open = address == Headless && spec.Texts("selector").Count == 0;
        spec.Default("ipFamilies", open ? new JsonArray("IPv4", "IPv6") : new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", open ? "RequireDualStack" : "SingleStack");
        AllocatePorts(spec, null, nextPort);
    }

    /// <summary>What an update leaves out of what was allocated stays as it was; what its type no longer has goes.</summary>
    public static void Carry(JsonObject before, JsonObject after, Func<string> nextAddress, Func<int> nextPort)
    {
        var spec = after.Ensure("spec");
        DropUnchanged(before.Object("spec"), spec);
        // Where a balancer answered is forgotten with the balancer.
        if (spec.Text("type") != "LoadBalancer" && before.Text("spec", "type") == "LoadBalancer") after.Ensure("status")["loadBalancer"] = new JsonObject();
        if (spec.Text("type") == "ExternalName")
        {
            // An address that the client did not change goes with the type that had one.
            if (before.Text("spec", "type") == "ExternalName") return;
            foreach (var field in Allocated) spec.Remove(field);
            foreach (var port in spec.Objects("ports")) port.Remove("nodePort");
            return;
        }

        if (before.Text("spec", "type") == "ExternalName")
        {
            Allocate(after, nextAddress, nextPort);
            return;
        }

        // One address, said in two fields: a change of the first is one of the second.
        if (spec.Text("clusterIP") is { } address && address != before.Text("spec", "clusterIP")
            && (spec["clusterIPs"] is null || JsonNode.DeepEquals(spec["clusterIPs"], before.At("spec", "clusterIPs"))))
            spec["clusterIPs"] = new JsonArray(address);
        foreach (var field in Allocated) spec.Default(field, before.At("spec", field)?.DeepClone());
        AllocatePorts(spec, before.Object("spec"), nextPort);
    }

    /// <summary>What only another type has, and the client did not change, goes with the type.</summary>
    private static void DropUnchanged(JsonObject? before, JsonObject spec)
    {
        if (!IsExternal(spec)) Drop("externalTrafficPolicy");
        if (spec.Text("type") == "ExternalName") Drop("internalTrafficPolicy");
        if (spec.Text("type") == "LoadBalancer") return;
        foreach (var field in (string[])["allocateLoadBalancerNodePorts", "loadBalancerClass"]) Drop(field);

        void Drop(string field)
        {
            if (JsonNode.DeepEquals(before.At(field), spec[field])) spec.Remove(field);
        }
    }

    private static void AllocatePorts(JsonObject spec, JsonObject? before, Func<int> nextPort)
    {
        var wanted = spec.Text("type") == "NodePort"
            || (spec.Text("type") == "LoadBalancer" && spec.Flag("allocateLoadBalancerNodePorts") is not false);
        foreach (var port in spec.Objects("ports"))
        {
            var known = before.Objects("ports").FirstOrDefault(other => other.Whole("port") == port.Whole("port")
                && other.Text("protocol") == port.Text("protocol")).Whole("nodePort");
            if (!wanted)
            {
                // A balancer that needs no ports keeps those that it was given.
                if (before is not null && spec.Text("type") != "LoadBalancer" && port.Whole("nodePort") == known) port.Remove("nodePort");
            }
            else if (port.Whole("nodePort") is null or 0) port["nodePort"] = known is > 0 ? known.Value : nextPort();
        }
    }
}
