using Coordinator.Core.Plans;
using Coordinator.Core.Releases;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Releases;

internal sealed partial class ReleaseGrain
{
    private readonly CancellationTokenSource stopping = new();
    private (long Turn, CancellationTokenSource Cancel)? running;
    private bool began;

    /// <summary>Begins the pending check of a gate where it is not running yet, and ends one that nobody waits for.</summary>
    private void RunGate(ReleasePlan plan)
    {
        // What is pending when the grain begins was begun in an earlier life.
        var isAgain = !began;
        began = true;
        if (running?.Turn == State.Gate?.Turn)
        {
            return;
        }

        running?.Cancel.Cancel();
        running = null;
        if (State.Gate is { } run)
        {
            var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            running = (run.Turn, cancel);
            RunGateAsync(plan, run, isAgain, cancel.Token).Ignore();
        }
    }

    private async Task RunGateAsync(ReleasePlan plan, GateRun run, bool isAgain, CancellationToken cancellationToken)
    {
        for (var attempt = 0; !cancellationToken.IsCancellationRequested; attempt++)
        {
            ReleaseEvent answer;
            try
            {
                answer = await gates.PerformAsync(plan, run, isAgain || attempt > 0, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(Services.Logger, Key, run.Wave, run.Turn, fault.Message);
                answer = new GateCheckFaulted(Clock.Now, run.Turn, fault.Message);
            }

            await TakeAsync(answer);
            if (answer is not GateCheckFaulted || State.Gate?.Turn != run.Turn)
            {
                return;
            }

            await Task.Delay(Backoff.After(attempt, Clock), Clock.Time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Key}: a check at the gate of wave {Wave}, turn {Turn}, could not be run and is tried again: {Message}")]
    private static partial void LogFault(ILogger logger, string key, string wave, long turn, string message);
}
