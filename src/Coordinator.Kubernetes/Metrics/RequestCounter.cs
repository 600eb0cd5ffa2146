using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Reads how many requests the pods of a colour have answered, to see whether anyone still uses them.</summary>
internal sealed class RequestCounter(Scraper scraper)
{
    /// <summary>How often this is asked for, which shows in the counter too.</summary>
    private const double OwnScrapesPerSecond = 0.5;

    /// <summary>Reads all pods of the colour.</summary>
    public async Task<RequestReading> ReadAsync(EnvironmentPlan plan, Color color, ClusterApi api,
        CancellationToken cancellationToken)
    {
        var all = await ColorPods.ListAsync(plan, color, api, cancellationToken);
        if (all.IsEmpty)
        {
            return new RequestReading(IsOff: true, ImmutableSortedDictionary<string, PodRequests>.Empty);
        }

        var metric = plan.Analysis.Metrics.FirstOrDefault(IsCounted);
        var pods = ImmutableSortedDictionary.CreateBuilder<string, PodRequests>(StringComparer.Ordinal);
        string? fault = null;
        foreach (var pod in all.Where(one => metric is not null && PodState.IsReady(one)))
        {
            var count = new Count(ProbePaths(pod, metric!.Scrape!));
            var series = metric.ErrorRate?.Requests ?? metric.Latency!.Histogram + "_count";
            var failure = await scraper.PodAsync(api, pod, metric.Scrape!, [series], count.Add, cancellationToken);
            fault ??= failure?.Detail;
            pods[pod.Name()] = count.Result(pod);
        }

        return new RequestReading(IsOff: false, pods.ToImmutable(), fault);
    }

    private static bool IsCounted(MetricSpec metric) =>
        metric.Scrape is { Url: null } && (metric.ErrorRate is not null || metric.Latency is not null);

    private static HashSet<string> ProbePaths(JsonObject pod, ScrapeSpec scrape) =>
        [scrape.Path, .. Probes(pod).Select(probe => probe.Text("httpGet", "path") ?? "/")];

    private static IEnumerable<JsonObject> Probes(JsonObject pod) =>
        from container in pod.Objects("spec", "containers")
        from name in (string[])["readinessProbe", "livenessProbe", "startupProbe"]
        let probe = container[name] as JsonObject
        where probe?["httpGet"] is not null
        select probe;

    private sealed class Count(HashSet<string> probePaths)
    {
        private double users;
        private double probed;

        public void Add(string name, scoped in TextSample sample)
        {
            // Without a label that tells the path, probes can't be told from users.
            var (isPathKnown, isProbe) = (false, false);
            foreach (var label in sample)
            {
                isPathKnown |= label.Value.StartsWith("/"u8);
                isProbe |= probePaths.Contains(TextSample.Text(label.Value));
            }

            if (isPathKnown && !isProbe)
            {
                users += sample.Value;
            }
            else
            {
                probed += sample.Value;
            }
        }

        public PodRequests Result(JsonObject pod)
        {
            var probes = Probes(pod).ToArray();
            return new PodRequests(
                users, probed, OwnScrapesPerSecond + probes.Sum(probe => 1.0 / (probe.Whole("periodSeconds") ?? 10)),
                    probes.Length + 1);
        }
    }
}
