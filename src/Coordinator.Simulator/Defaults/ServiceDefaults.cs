using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Defaults;

/// <summary>What the API server fills into a Service.</summary>
internal static class ServiceDefaults
{
    private const int AffinitySeconds = 10_800;

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
        if (type is "NodePort" or "LoadBalancer") spec.Default("externalTrafficPolicy", "Cluster");
    }

    /// <summary>Gives a new Service its address.</summary>
    public static void Allocate(JsonObject service, Func<string> nextAddress)
    {
        var spec = service.Ensure("spec");
        if (spec.Text("type") == "ExternalName") return;
        var address = spec.Text("clusterIP") ?? nextAddress();
        spec["clusterIP"] = address;
        spec["clusterIPs"] = new JsonArray(address);
        spec.Default("ipFamilies", new JsonArray("IPv4"));
        spec.Default("ipFamilyPolicy", "SingleStack");
    }

    /// <summary>What an update leaves out of what was allocated stays as it was.</summary>
    public static void Carry(JsonObject before, JsonObject after)
    {
        var spec = after.Ensure("spec");
        if (spec.Text("type") == "ExternalName") return;
        foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
            spec.Default(field, before.At("spec", field)?.DeepClone());
    }
}
