using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Counters of a colour's pods, or of a URL. One request a pod and scrape, however many metrics read from it.</summary>
internal sealed class ScrapeReader(Scraper scraper)
{
    private const int PodsAtOnce = 8;

    /// <summary>Readings of the metrics that share a scrape, in their order.</summary>
    /// <param name="scrape">What is scraped.</param>
    /// <param name="metrics">Error rates and latencies.</param>
    /// <param name="sample">The sample.</param>
    public async Task<ImmutableArray<MetricReading>> ReadAsync(ScrapeSpec scrape, MetricSpec[] metrics, MetricSample sample)
    {
        var results = scrape.Url is { } url
            ? [await UrlAsync(Placeholders.Of(sample.Plan, sample.Color).Replace(url), metrics, sample)]
            : await PodsAsync([.. (await sample.PodsAsync()).Where(PodState.IsReady)], scrape, metrics, sample);
        return [.. metrics.Select((metric, index) => Reading(metric, index, results, sample.Color))];
    }

    private async Task<Result[]> PodsAsync(JsonObject[] pods, ScrapeSpec scrape, MetricSpec[] metrics, MetricSample sample)
    {
        var results = new Result[pods.Length];
        await Parallel.ForAsync(
            0,
            pods.Length,
            new ParallelOptions { MaxDegreeOfParallelism = PodsAtOnce, CancellationToken = sample.Ended },
            async (i, _) =>
            {
                var collectors = Collectors(metrics);
                var failure = await InTimeAsync(
                    pods[i].Name(), sample, scraper.PodAsync(sample.Api, pods[i], scrape, Names(collectors), Into(collectors), sample.Late));
                results[i] = new Result(pods[i].Name(), collectors, failure);
            });
        return results;
    }

    private async Task<Result> UrlAsync(string url, MetricSpec[] metrics, MetricSample sample)
    {
        var collectors = Collectors(metrics);
        var failure = await InTimeAsync(url, sample, scraper.UrlAsync(url, Names(collectors), Into(collectors), sample.Late));
        return new Result(url, collectors, failure);
    }

    /// <summary>A pod that is late does not take the others' readings with it.</summary>
    private static async Task<ScrapeFailure?> InTimeAsync(string source, MetricSample sample, Task<ScrapeFailure?> scrape)
    {
        try
        {
            return await scrape;
        }
        catch (OperationCanceledException) when (!sample.Ended.IsCancellationRequested)
        {
            return new(NoDataCause.SourceDead, $"{source}: {sample.LateText}");
        }
    }

    private static SeriesCollector[] Collectors(MetricSpec[] metrics) => [.. metrics.Select(metric => new SeriesCollector(metric))];

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
        if (good.Length > 0 && good.Length < results.Length - good.Length)
        {
            // What a few of them tell is no measure of the colour: those that hang would be its good ones.
            return new FaultReading(metric.Name, results.First(one => one.Failure is not null).Failure!.Cause, Missing(results, good.Length)!);
        }

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
            : new CounterReading(metric.Name, [.. good.Select(one => one.Collectors[index].Of(one.Source))], Missing(results, good.Length));
    }

    private static string? Missing(Result[] results, int read) => results.FirstOrDefault(one => one.Failure is not null)?.Failure is { } first
        ? $"{results.Length - read} of {results.Length} pods not read: {first.Detail}{(results.Length - read > 1 ? ", …" : "")}"
        : null;

    private sealed record Result(string Source, SeriesCollector[] Collectors, ScrapeFailure? Failure);
}
