using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Scrapes, queries, pods' states and probes, all at once: a source that does not answer takes no time from the others, and
/// at the limit it has no data.</summary>
internal sealed class KubernetesMetricSource(
    ClusterConnections connections, ScrapeReader scrapes, Prober prober, PrometheusQueries queries, KubernetesOptions options) : IMetricSource
{
    /// <summary>Wall time of a sample in those of a call: a list of pods and a scrape of each.</summary>
    private const double CallsOfSample = 1.5;

    /// <inheritdoc />
    public async Task<ImmutableArray<MetricReading>> SampleAsync(
        EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> metrics, CancellationToken cancellationToken)
    {
        if (metrics.IsEmpty)
        {
            return [];
        }

        var api = new ClusterApi(await connections.GetAsync(plan.Key.Cluster, cancellationToken), plan.Target.Namespace);
        var limit = options.CallTimeout * CallsOfSample;
        using var timer = new CancellationTokenSource(limit, options.Wall);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        var sample = new MetricSample(api, plan, color, limit, late.Token, cancellationToken);
        var answers = await Task.WhenAll(Sources(metrics, sample).Select(source => InTimeAsync(source.Metrics, source.ReadAsync, sample)));
        var readings = answers.SelectMany(answer => answer).ToDictionary(reading => reading.Metric, StringComparer.Ordinal);
        return [.. metrics.Select(metric => readings[metric.Name])];
    }

    /// <summary>Each source with the metrics that are read from it at one go.</summary>
    private IEnumerable<(MetricSpec[] Metrics, Func<Task<ImmutableArray<MetricReading>>> ReadAsync)> Sources(
        ImmutableArray<MetricSpec> metrics, MetricSample sample)
    {
        var scraped = metrics.Where(metric => metric.Scrape is not null && (metric.ErrorRate is not null || metric.Latency is not null)).ToArray();
        foreach (var scrape in scraped.GroupBy(metric => metric.Scrape!))
        {
            MetricSpec[] read = [.. scrape];
            yield return (read, () => scrapes.ReadAsync(scrape.Key, read, sample));
        }

        MetricSpec[] states = [.. metrics.Where(metric => metric.Workload is not null)];
        if (states.Length > 0)
        {
            yield return (states, async () => [.. await StatesAsync(states, sample)]);
        }

        foreach (var metric in metrics.Except(scraped).Except(states))
        {
            yield return ([metric], async () => [await OneAsync(metric, sample)]);
        }
    }

    private static async Task<IEnumerable<MetricReading>> StatesAsync(MetricSpec[] metrics, MetricSample sample)
    {
        var pods = await sample.PodsAsync();
        return metrics.Select(metric => WorkloadReader.Read(metric, pods));
    }

    private Task<MetricReading> OneAsync(MetricSpec metric, MetricSample sample) => metric switch
    {
        { Prometheus: not null } => queries.QueryAsync(sample.Plan, sample.Color, metric, sample.Late),
        { Probe: not null } => prober.ProbeAsync(sample.Api, sample.Plan, metric, sample.Late),
        _ => Task.FromResult<MetricReading>(new FaultReading(metric.Name, NoDataCause.Malformed, "the metric names no source")),
    };

    private static async Task<ImmutableArray<MetricReading>> InTimeAsync(
        MetricSpec[] metrics, Func<Task<ImmutableArray<MetricReading>>> readAsync, MetricSample sample)
    {
        try
        {
            return await readAsync();
        }
        catch (OperationCanceledException) when (!sample.Ended.IsCancellationRequested)
        {
            return Dead(metrics, sample.LateText);
        }
        catch (Exception e) when (!sample.Ended.IsCancellationRequested)
        {
            // Whatever goes wrong with one source is no reason to lose what the others tell.
            return Dead(metrics, e.Message);
        }
    }

    private static ImmutableArray<MetricReading> Dead(MetricSpec[] metrics, string why) =>
        [.. metrics.Select(metric => new FaultReading(metric.Name, NoDataCause.SourceDead, why))];
}
