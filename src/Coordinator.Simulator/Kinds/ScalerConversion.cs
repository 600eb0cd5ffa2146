using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Kinds;

/// <summary>Autoscalers of autoscaling/v1, which know one metric: the CPU. What else they have travels in annotations.</summary>
internal static class ScalerConversion
{
    private const string Metrics = "autoscaling.alpha.kubernetes.io/metrics";
    private const string Behavior = "autoscaling.alpha.kubernetes.io/behavior";
    private const string Share = "targetCPUUtilizationPercentage";

    public static readonly Conversion Both = new(ToStored, FromStored);

    private static JsonObject ToStored(JsonObject old)
    {
        var item = old.Copy();
        var spec = item.Ensure("spec");
        var metrics = Taken(item, Metrics) as JsonArray ?? [];
        if (spec.Remove(Share, out var share) && share is not null) metrics.Insert(0, Cpu(share));
        if (metrics.Count > 0) spec["metrics"] = metrics;
        if (Taken(item, Behavior) is JsonObject behavior) spec["behavior"] = behavior;
        if (item.Object("status") is { } status && status.Remove("currentCPUUtilizationPercentage", out var current) && current is not null)
        {
            status["currentMetrics"] = new JsonArray(new JsonObject
            {
                ["type"] = "Resource",
                ["resource"] = new JsonObject
                { ["name"] = "cpu", ["current"] = new JsonObject { ["averageUtilization"] = current.DeepClone(), ["averageValue"] = "0" } },
            });
        }

        return item;
    }

    private static JsonObject FromStored(JsonObject stored)
    {
        var item = stored.Copy();
        var spec = item.Ensure("spec");
        if (spec.Remove("metrics", out var metrics) && metrics is JsonArray list)
        {
            var cpu = list.FirstOrDefault(metric => IsCpuShare(metric));
            if (cpu is not null)
            {
                spec[Share] = cpu.At("resource", "target", "averageUtilization")?.DeepClone();
                list.Remove(cpu);
            }

            if (list.Count > 0) item.Ensure("metadata", "annotations")[Metrics] = list.ToJsonString();
        }

        if (spec.Remove("behavior", out var behavior) && behavior is not null)
            item.Ensure("metadata", "annotations")[Behavior] = behavior.ToJsonString();
        if (item.Object("status") is not { } status) return item;
        if (status.Objects("currentMetrics").FirstOrDefault(metric => metric.Text("resource", "name") == "cpu")
            .At("resource", "current", "averageUtilization") is { } current)
            status["currentCPUUtilizationPercentage"] = current.DeepClone();
        foreach (var name in (string[])["currentMetrics", "conditions"]) status.Remove(name);
        status.Default("currentReplicas", 0);
        return item;
    }

    private static bool IsCpuShare(JsonNode? metric) => metric.Text("type") == "Resource" && metric.Text("resource", "name") == "cpu"
        && metric.At("resource", "target", "averageUtilization") is not null;

    private static JsonObject Cpu(JsonNode share) => new()
    {
        ["type"] = "Resource",
        ["resource"] = new JsonObject
        {
            ["name"] = "cpu",
            ["target"] = new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = share.DeepClone() },
        },
    };

    private static JsonNode? Taken(JsonObject item, string annotation)
    {
        if (item.Text("metadata", "annotations", annotation) is not { } text) return null;
        var annotations = item.Object("metadata", "annotations")!;
        annotations.Remove(annotation);
        if (annotations.Count == 0) item.Object("metadata")!.Remove("annotations");
        try
        {
            return JsonNode.Parse(text);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }
}
