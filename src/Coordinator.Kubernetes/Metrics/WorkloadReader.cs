using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>What the statuses of a colour's pods tell. Restarts and kills are counters: Core takes differences.</summary>
internal static class WorkloadReader
{
    /// <summary>One reading of a metric.</summary>
    /// <param name="metric">The metric; its <see cref="MetricSpec.Workload"/> is set.</param>
    /// <param name="pods">Pods of the colour that are not ending.</param>
    public static MetricReading Read(MetricSpec metric, ImmutableArray<JsonObject> pods)
    {
        if (pods.IsEmpty)
        {
            return new FaultReading(metric.Name, NoDataCause.AbsentSeries, "the color has no pod");
        }

        return metric.Workload!.Value switch
        {
            WorkloadMetric.NotReady => new ScalarReading(metric.Name, (double)pods.Count(pod => !PodState.IsReady(pod)) / pods.Length),
            WorkloadMetric.Restarts => new CounterReading(metric.Name, [.. pods.Select(Restarts)]),
            WorkloadMetric.OomKills => new CounterReading(metric.Name, [.. pods.Select(Kills)]),
        };
    }

    private static PodCounters Restarts(JsonObject pod) => new(
        pod.Name(), [.. Containers(pod).Select(status => new CounterSeries(status.Text("name") ?? "", status.Whole("restartCount") ?? 0))]);

    /// <summary>A status keeps the last termination only: each one that is seen for the first time is a series of its own that is 1.</summary>
    private static PodCounters Kills(JsonObject pod) => new(pod.Name(),
    [
        .. Containers(pod)
            .SelectMany(status => Terminations(status).Select(ended => $"{status.Text("name")} {ended.Text("finishedAt")}"))
            .Distinct(StringComparer.Ordinal)
            .Select(kill => new CounterSeries(kill, 1)),
    ]);

    private static IEnumerable<JsonObject> Terminations(JsonObject status) =>
        new[] { status.At("state", "terminated"), status.At("lastState", "terminated") }
            .OfType<JsonObject>()
            .Where(ended => ended.Text("reason") is "OOMKilled");

    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.Objects("status", "initContainerStatuses").Concat(pod.Objects("status", "containerStatuses"));
}
