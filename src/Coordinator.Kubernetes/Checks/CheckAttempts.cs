using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Checks.Loads;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Checks;

/// <summary>The attempts of a check, each within its time, until one passes or no other could.</summary>
internal sealed class CheckAttempts(LoadCheck loads, Pacer pacer)
{
    private static readonly TimeSpan NoticeableWait = TimeSpan.FromSeconds(1);

    /// <summary>Makes them. A load waits its turn before each: that is not part of its time.</summary>
    /// <param name="check">The check.</param>
    /// <param name="timeout">Limit of one attempt.</param>
    /// <param name="deadline">Instant after which no other attempt begins.</param>
    /// <param name="attempt">One attempt.</param>
    /// <param name="cancellationToken">Ends them.</param>
    /// <returns>The answer of the last attempt, and how many there were.</returns>
    public async Task<(CheckAnswer Answer, int Attempts)> RunAsync(
        CheckSpec check, TimeSpan timeout, DateTimeOffset deadline, Func<CancellationToken, Task<CheckAnswer>> attempt,
        CancellationToken cancellationToken)
    {
        var late = 0;
        for (var made = 1; ; made++)
        {
            var answer = check.Load is { } load
                ? await InTurnAsync(load, timeout, deadline, attempt, cancellationToken)
                : await LimitedAsync(timeout, attempt, cancellationToken);
            var isUncounted = answer.IsOwnFault && late < CheckLimits.LateRuns;
            if (answer.Passed || answer.IsFinal || (!isUncounted && made - late > check.Retries) || pacer.Now >= deadline)
            {
                return (late is 0 ? answer : answer with { Details = $"{answer.Details}; {late} before it did not count: the coordinator was late, or the API server had no time" }, made);
            }

            late += isUncounted ? 1 : 0;

            await pacer.DelayAsync(CheckLimits.RetryPause, cancellationToken);
        }
    }

    private async Task<CheckAnswer> InTurnAsync(
        LoadCheckSpec load, TimeSpan timeout, DateTimeOffset deadline, Func<CancellationToken, Task<CheckAnswer>> attempt,
        CancellationToken cancellationToken)
    {
        var began = pacer.Now;
        using var timer = pacer.LimitAt(deadline);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        IDisposable? turn;
        try
        {
            turn = await loads.EnterAsync(load, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CheckAnswer(false, Lasted("other loads took all that the coordinator may send", pacer.Now - began), IsFinal: true);
        }

        using (turn)
        {
            var waited = pacer.Now - began;
            var answer = turn is null
                ? new CheckAnswer(false, loads.TooMuch(load), IsFinal: true)
                : await LimitedAsync(timeout, attempt, cancellationToken);
            return waited < NoticeableWait ? answer : answer with { Details = $"{answer.Details}; {Lasted("it waited its turn", waited)}" };
        }
    }

    private async Task<CheckAnswer> LimitedAsync(
        TimeSpan timeout, Func<CancellationToken, Task<CheckAnswer>> attempt, CancellationToken cancellationToken)
    {
        using var timer = pacer.LimitAt(pacer.Now + timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await attempt(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CheckAnswer(false, FormattableString.Invariant($"it did not end within {timeout.TotalSeconds:0.#} s"));
        }
    }

    private static string Lasted(string what, TimeSpan time) => FormattableString.Invariant($"{what} for {time.TotalSeconds:0} s");
}
