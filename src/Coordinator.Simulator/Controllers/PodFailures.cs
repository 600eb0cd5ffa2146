using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>What the failed pods of a Job mean to it, by its <c>podFailurePolicy</c>.</summary>
/// <param name="Counted">Those that count against the backoff limit.</param>
/// <param name="Fatal">Why the whole Job fails; null when it does not.</param>
internal sealed record PodFailures(ImmutableArray<StoredObject> Counted, string? Fatal)
{
    public static PodFailures Of(StoredObject job, List<StoredObject> pods)
    {
        var counted = ImmutableArray.CreateBuilder<StoredObject>();
        string? fatal = null;
        foreach (var pod in pods.Where(pod => pod.Json.Text("status", "phase") == "Failed"))
        {
            var (action, why) = Judge(job, pod);
            if (action is not "Ignore") counted.Add(pod);
            if (action is "FailJob") fatal ??= why;
        }

        return new(counted.ToImmutable(), fatal);
    }

    /// <summary>The first rule that fits decides.</summary>
    private static (string? Action, string Why) Judge(StoredObject job, StoredObject pod)
    {
        var i = 0;
        foreach (var rule in job.Json.Objects("spec", "podFailurePolicy", "rules"))
        {
            var action = rule.Text("action");
            var of = $"for pod {pod.Namespace}/{pod.Name}";
            if (rule.Object("onExitCodes") is { } codes && Exited(codes, pod) is var (container, code) && container.Length > 0)
                return (action, $"Container {container} {of} failed with exit code {code} matching {action} rule at index {i}");
            if (rule.Objects("onPodConditions").FirstOrDefault(pattern => Has(pod, pattern)) is { } condition)
                return (action, $"Pod {pod.Namespace}/{pod.Name} has condition {condition.Text("type")} matching {action} rule at index {i}");
            i++;
        }

        return (null, "");
    }

    private static (string Container, long Code) Exited(JsonObject codes, StoredObject pod)
    {
        var values = (codes.Array("values") ?? []).Select(value => value.Whole()).ToHashSet();
        foreach (var container in pod.Json.Objects("status", "containerStatuses"))
        {
            if (codes.Text("containerName") is { } only && only != container.Text("name")) continue;
            if (container.Whole("state", "terminated", "exitCode") is not { } code || code == 0) continue;
            if (values.Contains(code) == (codes.Text("operator") is "In")) return (container.Text("name") ?? "", code);
        }

        return ("", 0);
    }

    private static bool Has(StoredObject pod, JsonObject pattern) =>
        PodFactory.Condition(pod.Json, pattern.Text("type") ?? "").Text("status") == (pattern.Text("status") ?? "True");
}
