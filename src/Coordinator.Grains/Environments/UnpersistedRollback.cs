using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Environments;

/// <summary>Sends users back although the store takes no write. Limited to ten minutes; the turn on the object tells the rest.</summary>
internal sealed partial class UnpersistedRollback(EnvironmentEffects effects, CoordinatorClock clock, ILogger logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Tries until it is answered; null where the limit came first.</summary>
    public async Task<EnvironmentEvent?> RunAsync(EnvironmentPlan plan, RestoreTraffic restore)
    {
        using var limit = new CancellationTokenSource(clock.FromWall(Limit), clock.Time);
        for (var attempt = 0; !limit.IsCancellationRequested; attempt++)
        {
            try
            {
                var answer = await effects.PerformAsync(plan, restore, limit.Token);
                LogAnswer(logger, plan.Key.ToString(), restore.Turn, answer.GetType().Name);
                return answer;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                return null;
            }
            catch (Exception fault) when (!limit.IsCancellationRequested)
            {
                LogFault(logger, plan.Key.ToString(), restore.Turn, fault.Message);
                await Task.Delay(Backoff.After(attempt, clock), clock.Time, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }

        return null;
    }

    [LoggerMessage(LogLevel.Warning, "{Key}: unpersisted rollback with turn {Turn} ended with {Answer}")]
    private static partial void LogAnswer(ILogger logger, string key, long turn, string answer);

    [LoggerMessage(LogLevel.Warning, "{Key}: unpersisted rollback with turn {Turn} is tried again: {Message}")]
    private static partial void LogFault(ILogger logger, string key, long turn, string message);
}
