using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Scrapes and probes. One list of pods a sample, one request a pod and scrape, however many metrics read from
/// it.</summary>
internal sealed class KubernetesMetricSource(ClusterConnections connections, Scraper scraper, Prober prober, PrometheusQueries queries) : IMetricSource
{
    private const int PodsAtOnce = 8;
    private const int QueriesAtOnce = 8;

    /// <inheritdoc />
    public async Task<ImmutableArray<MetricReading>> SampleAsync(
        EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> metrics, CancellationToken cancellationToken)
    {
        var api = new ClusterApi(await connections.GetAsync(plan.Key.Cluster, cancellationToken), plan.Target.Namespace);
        var readings = new Dictionary<MetricSpec, MetricReading>(ReferenceEqualityComparer.Instance);
        var scrapes = metrics.Where(IsScrape).GroupBy(metric => metric.Scrape!).ToArray();
        if (scrapes.Length > 0)
        {
            await ScrapeAllAsync(api, plan, color, scrapes, readings, cancellationToken);
        }

        await QueryAllAsync(plan, color, [.. metrics.Where(metric => metric.Prometheus is not null)], readings, cancellationToken);
        await ReadWorkloadsAsync(api, plan, color, [.. metrics.Where(metric => metric.Workload is not null)], readings, cancellationToken);
        foreach (var metric in metrics.Where(one => one.Probe is not null))
        {
            readings[metric] = await prober.ProbeAsync(api, plan, metric, cancellationToken);
        }

        return [.. metrics.Select(metric => readings.GetValueOrDefault(metric)
            ?? new FaultReading(metric.Name, NoDataCause.Malformed, "the metric names no source"))];
    }

    /// <summary>All at once, so that a server that does not answer costs its limit once.</summary>
    private async Task QueryAllAsync(
        EnvironmentPlan plan, Color color, MetricSpec[] metrics, Dictionary<MetricSpec, MetricReading> readings, CancellationToken cancellationToken)
    {
        var answers = new MetricReading[metrics.Length];
        await Parallel.ForAsync(
            0,
            metrics.Length,
            new ParallelOptions { MaxDegreeOfParallelism = QueriesAtOnce, CancellationToken = cancellationToken },
            async (i, token) => answers[i] = await queries.QueryAsync(plan, color, metrics[i], token));
        foreach (var (metric, answer) in metrics.Zip(answers))
        {
            readings[metric] = answer;
        }
    }

    private static async Task ReadWorkloadsAsync(
        ClusterApi api, EnvironmentPlan plan, Color color, MetricSpec[] metrics, Dictionary<MetricSpec, MetricReading> readings,
        CancellationToken cancellationToken)
    {
        if (metrics.Length is 0)
        {
            return;
        }

        try
        {
            var pods = await ColorPods.ListAsync(plan, color, api, cancellationToken);
            foreach (var metric in metrics)
            {
                readings[metric] = WorkloadReader.Read(metric, pods);
            }
        }
        catch (ApiRejectedException e)
        {
            foreach (var metric in metrics)
            {
                readings[metric] = new FaultReading(metric.Name, NoDataCause.SourceDead, e.Message);
            }
        }
    }

    private static bool IsScrape(MetricSpec metric) =>
        metric.Scrape is not null && (metric.ErrorRate is not null || metric.Latency is not null);

    private async Task ScrapeAllAsync(
        ClusterApi api,
        EnvironmentPlan plan,
        Color color,
        IGrouping<ScrapeSpec, MetricSpec>[] scrapes,
        Dictionary<MetricSpec, MetricReading> readings,
        CancellationToken cancellationToken)
    {
        try
        {
            JsonObject[] pods = scrapes.Any(one => one.Key.Url is null)
                ? [.. (await ColorPods.ListAsync(plan, color, api, cancellationToken)).Where(PodState.IsReady)]
                : [];
            foreach (var scrape in scrapes)
            {
                var results = scrape.Key.Url is { } url
                    ? [await UrlAsync(Placeholders.Of(plan, color).Replace(url), [.. scrape], cancellationToken)]
                    : await PodsAsync(api, pods, scrape, cancellationToken);
                foreach (var (metric, index) in scrape.Select((metric, index) => (metric, index)))
                {
                    readings[metric] = Reading(metric, index, results, color);
                }
            }
        }
        catch (ApiRejectedException e)
        {
            foreach (var metric in scrapes.SelectMany(one => one))
            {
                readings[metric] = new FaultReading(metric.Name, NoDataCause.SourceDead, e.Message);
            }
        }
    }

    private async Task<Result[]> PodsAsync(
        ClusterApi api, JsonObject[] pods, IGrouping<ScrapeSpec, MetricSpec> scrape, CancellationToken cancellationToken)
    {
        var results = new Result[pods.Length];
        await Parallel.ForAsync(
            0,
            pods.Length,
            new ParallelOptions { MaxDegreeOfParallelism = PodsAtOnce, CancellationToken = cancellationToken },
            async (i, token) =>
            {
                var collectors = scrape.Select(metric => new SeriesCollector(metric)).ToArray();
                var failure = await scraper.PodAsync(api, pods[i], scrape.Key, Names(collectors), Into(collectors), token);
                results[i] = new Result(pods[i].Name(), collectors, failure);
            });
        return results;
    }

    private async Task<Result> UrlAsync(string url, MetricSpec[] metrics, CancellationToken cancellationToken)
    {
        var collectors = metrics.Select(metric => new SeriesCollector(metric)).ToArray();
        var failure = await scraper.UrlAsync(url, Names(collectors), Into(collectors), cancellationToken);
        return new Result(url, collectors, failure);
    }

    private static HashSet<string> Names(SeriesCollector[] collectors) => [.. collectors.Select(one => one.Series)];

    private static PrometheusText.Sink Into(SeriesCollector[] collectors) => (string name, scoped in TextSample sample) =>
    {
        foreach (var collector in collectors)
        {
            if (collector.Series == name)
            {
                collector.Add(sample);
            }
        }
    };

    private static MetricReading Reading(MetricSpec metric, int index, Result[] results, Color color)
    {
        var good = results.Where(one => one.Failure is null).ToArray();
        if (good.Length is 0)
        {
            var failure = results.FirstOrDefault()?.Failure;
            return new FaultReading(
                metric.Name, failure?.Cause ?? NoDataCause.SourceDead, failure?.Detail
                    ?? $"{color.Label()} has no ready pod to scrape");
        }

        if (good.FirstOrDefault(one => one.Collectors[index].HasNotANumber) is { } bad)
        {
            return new FaultReading(metric.Name, NoDataCause.NotANumber,
                $"{bad.Source}: {bad.Collectors[index].Series} is not a number");
        }

        return good.All(one => one.Collectors[index].IsEmpty)
            ? new FaultReading(metric.Name, NoDataCause.AbsentSeries,
                $"{good[0].Source} has no series {good[0].Collectors[index].Series}")
            : new CounterReading(metric.Name, [.. good.Select(one => one.Collectors[index].Of(one.Source))]);
    }

    private sealed record Result(string Source, SeriesCollector[] Collectors, ScrapeFailure? Failure);
}
