using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Defaults;

/// <summary>What the API server fills into autoscalers and definitions.</summary>
internal static class PolicyDefaults
{
    private const string Max = """{"selectPolicy":"Max","policies":[{"type":"Percent","value":100,"periodSeconds":15}]}""";
    private const string ScaleUp = """
        {"stabilizationWindowSeconds":0,"selectPolicy":"Max",
         "policies":[{"type":"Pods","value":4,"periodSeconds":15},{"type":"Percent","value":100,"periodSeconds":15}]}
        """;

    private const string Cpu = """[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]""";

    public static void Scaler(JsonObject item)
    {
        var spec = item.Ensure("spec");
        spec.Default("minReplicas", 1);
        // autoscaling/v1 has no metrics: what it leaves out stays out.
        if (item.Text("apiVersion") == "autoscaling/v1") return;
        spec.Default("metrics", JsonNode.Parse(Cpu));
        if (spec.Object("behavior") is not { } behavior) return;
        Rules(behavior, "scaleUp", ScaleUp);
        Rules(behavior, "scaleDown", Max);
    }

    public static void Definition(JsonObject item)
    {
        var spec = item.Ensure("spec");
        var names = spec.Ensure("names");
        if (names.Text("kind") is { } kind)
        {
            names.Default("singular", kind.ToLowerInvariant());
            names.Default("listKind", kind + "List");
        }

        spec.Default("conversion", new JsonObject { ["strategy"] = "None" });
        foreach (var version in spec.Objects("versions"))
        {
            version.Default("served", false);
            version.Default("storage", false);
        }
    }

    private static void Rules(JsonObject behavior, string direction, string defaults)
    {
        var rules = behavior.Ensure(direction);
        foreach (var (name, value) in JsonNode.Parse(defaults)!.AsObject()) rules.Default(name, value?.DeepClone());
    }
}
