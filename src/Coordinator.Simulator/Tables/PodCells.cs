using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Tables;

/// <summary>What a table says of a pod.</summary>
internal static class PodCells
{
    public static string Ready(JsonObject pod) =>
        $"{Statuses(pod).Count(status => status.Flag("ready") is true && status.Object("state", "running") is not null)}/"
        + $"{pod.Objects("spec", "containers").Count()}";

    /// <summary>The worst that is known of the pod: a waiting or ended container says more than the phase.</summary>
    public static string Status(JsonObject pod)
    {
        var phase = pod.Text("status", "phase") ?? "";
        var reason = pod.Text("status", "reason") ?? phase;
        if (pod.Objects("status", "conditions").Any(condition => condition.Text("type") == "PodScheduled"
            && condition.Text("reason") == "SchedulingGated"))
            reason = "SchedulingGated";
        var running = false;
        foreach (var status in Statuses(pod).Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { } waiting) reason = waiting;
            else if (status.Object("state", "terminated") is { } ended) reason = Ended(ended);
            else if (status.Flag("ready") is true && status.Object("state", "running") is not null) running = true;
        }

        if (reason == "Completed" && running) reason = IsReady(pod) ? "Running" : "NotReady";
        return pod.Text("metadata", "deletionTimestamp") is not null && phase is not ("Succeeded" or "Failed") ? "Terminating" : reason;
    }

    public static string Restarts(JsonObject pod, DateTimeOffset now)
    {
        var restarts = Statuses(pod).Sum(status => status.Whole("restartCount") ?? 0);
        var last = Statuses(pod).Select(status => Ages.Instant(status.At("lastState", "terminated", "finishedAt"))).Max();
        return restarts > 0 && last is { } at ? $"{restarts} ({Ages.Of(now - at)} ago)" : $"{restarts}";
    }

    public static string Gates(JsonObject pod)
    {
        var gates = pod.Objects("spec", "readinessGates").Select(gate => gate.Text("conditionType")).ToList();
        if (gates.Count == 0) return Texts.None;
        var met = pod.Objects("status", "conditions")
            .Count(condition => condition.Text("status") == "True" && gates.Contains(condition.Text("type")));
        return $"{met}/{gates.Count}";
    }

    /// <summary>Of a pod that has ended, its row says so.</summary>
    public static JsonArray? Conditions(JsonObject pod)
    {
        var message = pod.Text("status", "phase") switch
        {
            "Succeeded" => "The pod has completed successfully.",
            "Failed" => "The pod failed.",
            _ => null,
        };
        return message is null ? null : new JsonArray(new JsonObject
        { ["type"] = "Completed", ["status"] = "True", ["reason"] = pod.Text("status", "phase"), ["message"] = message });
    }

    private static IEnumerable<JsonObject> Statuses(JsonObject pod) => pod.Objects("status", "containerStatuses");

    private static bool IsReady(JsonObject pod) => pod.Objects("status", "conditions")
        .Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");

    private static string Ended(JsonObject ended) => ended.Text("reason")
        ?? (ended.Whole("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.Whole("exitCode") ?? 0}");
}
