using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Sweep;

/// <summary>Wakes what the registry calls unfinished: once the silo takes calls, and every 30 s in case something fell asleep.</summary>
internal sealed partial class UnfinishedSweep(
    IRegistry registry, IGrainFactory grains, CoordinatorClock clock, IHostApplicationLifetime host, ILogger<UnfinishedSweep> logger)
    : BackgroundService
{
    private const int Page = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A call before the silo is active would be tried again by Orleans on its own time, with pauses of no use to anybody.
        using (var started = CancellationTokenSource.CreateLinkedTokenSource(host.ApplicationStarted, stoppingToken))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, started.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WakeAsync(RegistryKinds.Cluster, name => grains.GetGrain<IClusterGrain>(GrainKeys.Cluster(name)).WakeAsync(), stoppingToken);
                await WakeAsync(RegistryKinds.Release, name => grains.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).WakeAsync(), stoppingToken);
                await WakeAsync(
                    RegistryKinds.Environment,
                    name => grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(EnvironmentKey.Parse(name))).WakeAsync(),
                    stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFault(logger, fault);
            }

            await Task.Delay(clock.FromWall(Pause), clock.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WakeAsync(string kind, Func<string, Task> wake, CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            var rows = await registry.ListDueAsync(kind, clock.Now, after, Page, cancellationToken);
            await Parallel.ForEachAsync(
                rows,
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken },
                async (row, _) =>
                {
                    try
                    {
                        await wake(row.Name);
                    }
                    catch (Exception fault)
                    {
                        // One that can't be woken must not keep the others asleep.
                        LogAsleep(logger, kind, row.Name, fault);
                    }
                });
            if (rows.Length < Page)
            {
                return;
            }

            after = rows[^1].Name;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Kind} {Name} could not be woken; the next sweep tries again")]
    private static partial void LogAsleep(ILogger logger, string kind, string name, Exception fault);

    [LoggerMessage(LogLevel.Warning, "the sweep over unfinished releases failed and is repeated")]
    private static partial void LogFault(ILogger logger, Exception fault);
}
