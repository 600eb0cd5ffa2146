using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Grains;
using Microsoft.Extensions.Hosting;
using Prometheus;

namespace Coordinator.Gateway.Metrics;

/// <summary>Listens to meters before any other service starts, and counts releases when someone looks.</summary>
internal sealed class MeterCollection(GatewayMetrics metrics, IRegistry registry, CoordinatorClock clock, TimeProvider time)
    : IHostedLifecycleService, IDisposable
{
    private const int MostReleases = 1000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);
    private static readonly string[] Meters = ["Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "System.Runtime", "Coordinator"];

    private IDisposable? listening;
    private DateTimeOffset counted;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        // A meter's counts are lost until someone listens; the silo starts after this.
        listening = MeterAdapter.StartListening(new()
        {
            Registry = metrics.Registry,
            MetricFactory = Prometheus.Metrics.WithCustomRegistry(metrics.Registry),
            InstrumentFilterPredicate = instrument => Meters.Any(name => instrument.Meter.Name.StartsWith(name, StringComparison.Ordinal)),
        });
        metrics.Registry.AddBeforeCollectCallback(CountAsync);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => listening?.Dispose();

    /// <summary>Counts what is under way, at most every five seconds. A store that is away must not hide the other metrics.</summary>
    private async Task CountAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - counted < Fresh)
        {
            return;
        }

        counted = time.GetUtcNow();
        try
        {
            var rows = await registry.ListDueAsync(RegistryKinds.Release, clock.Now, "", MostReleases, cancellationToken);
            var counts = rows.Select(row => CoreJson.Read<ReleaseSummary>(row.Content).Phase).CountBy(phase => phase).ToDictionary();
            foreach (var phase in Enum.GetValues<ReleasePhase>())
            {
                metrics.Releases.WithLabels(phase.ToString()).Set(counts.GetValueOrDefault(phase));
            }
        }
        catch (StorageUnavailableException)
        {
            counted = default;
        }
    }
}
