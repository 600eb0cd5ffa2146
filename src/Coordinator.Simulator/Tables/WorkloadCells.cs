using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Tables;

/// <summary>What tables say of Jobs, autoscalers, nodes and events.</summary>
internal static class WorkloadCells
{
    public static string JobStatus(JsonObject job)
    {
        bool Has(string type) => job.Objects("status", "conditions")
            .Any(condition => condition.Text("type") == type && condition.Text("status") == "True");
        if (Has("Complete")) return "Complete";
        if (Has("Failed")) return "Failed";
        if (job.Text("metadata", "deletionTimestamp") is not null) return "Terminating";
        if (Has("Suspended")) return "Suspended";
        if (Has("FailureTarget")) return "FailureTarget";
        return Has("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
    }

    public static string JobCompletions(JsonObject job)
    {
        var done = job.Whole("status", "succeeded") ?? 0;
        if (job.Whole("spec", "completions") is { } wanted) return $"{done}/{wanted}";
        var parallelism = job.Whole("spec", "parallelism") ?? 0;
        return parallelism > 1 ? $"{done}/1 of {parallelism}" : $"{done}/1";
    }

    public static string JobDuration(JsonObject job, DateTimeOffset now)
    {
        if (Ages.Instant(job.At("status", "startTime")) is not { } start) return "";
        return Ages.Of((Ages.Instant(job.At("status", "completionTime")) ?? now) - start);
    }

    public static string NodeStatus(JsonObject node)
    {
        var ready = node.Objects("status", "conditions").FirstOrDefault(condition => condition.Text("type") == "Ready").Text("status");
        var said = ready switch { "True" => "Ready", null => "Unknown", _ => "NotReady" };
        return node.Flag("spec", "unschedulable") is true ? said + ",SchedulingDisabled" : said;
    }

    public static string NodeRoles(JsonObject node)
    {
        const string Prefix = "node-role.kubernetes.io/";
        return Texts.OrNone(Texts.Joined(node.Texts("metadata", "labels").Keys
            .Where(key => key.StartsWith(Prefix, StringComparison.Ordinal)).Select(key => key[Prefix.Length..]).Order(StringComparer.Ordinal)));
    }

    public static string NodeAddress(JsonObject node, string type) => Texts.OrNone(node.Objects("status", "addresses")
        .FirstOrDefault(address => address.Text("type") == type).Text("address"));

    public static string ScalerTargets(JsonObject scaler)
    {
        var metrics = scaler.Objects("spec", "metrics").ToList();
        return metrics.Count == 0 ? Texts.None : Texts.Joined(metrics.Select(metric =>
        {
            var name = metric.Text("resource", "name") ?? metric.Text("containerResource", "name");
            var target = metric.Object("resource", "target") ?? metric.Object("containerResource", "target");
            if (name is null) return $"<unknown>/{Texts.Scalar(Target(metric), "<unknown>")}";
            return target.Whole("averageUtilization") is { } share ? $"{name}: <unknown>/{share}%"
                : $"{name}: <unknown>/{Texts.Scalar(target.At("averageValue"), "<unknown>")}";
        }), ", ");
    }

    public static string EventSource(JsonObject item)
    {
        var component = item.Text("source", "component") ?? item.Text("reportingComponent") ?? "";
        var host = item.Text("source", "host") ?? item.Text("reportingInstance") ?? "";
        return host.Length == 0 ? component : $"{component}, {host}";
    }

    public static JsonNode? EventLast(JsonObject item) =>
        item.At("series", "lastObservedTime") ?? item.At("lastTimestamp") ?? item.At("eventTime");

    private static JsonNode? Target(JsonObject metric)
    {
        var target = metric.Object(metric.Text("type")?.ToLowerInvariant() ?? "", "target");
        return target.At("averageValue") ?? target.At("value");
    }
}
