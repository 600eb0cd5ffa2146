using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks.Loads;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>One attempt of a check from the coordinator's process, within its time.</summary>
internal sealed class CheckAttempt(HttpCheck http, ObjectCheck objects, LoadCheck loads, PrometheusCheck prometheus, Pacer pacer)
{
    private static readonly TimeSpan NoticeableWait = TimeSpan.FromSeconds(1);

    /// <summary>Makes it. A load waits its turn first: that is not part of its time.</summary>
    public async Task<CheckAnswer> RunAsync(EnvironmentCall call, CheckOrder order, CancellationToken cancellationToken)
    {
        if (order.Check.Load is not { } load)
        {
            return await LimitedAsync(call, order, cancellationToken);
        }

        var began = pacer.Now;
        using var timer = pacer.LimitAt(order.Deadline);
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
                : await LimitedAsync(call, order, cancellationToken);
            return waited < NoticeableWait ? answer : answer with { Details = $"{answer.Details}; {Lasted("it waited its turn", waited)}" };
        }
    }

    private static string Lasted(string what, TimeSpan time) => FormattableString.Invariant($"{what} for {time.TotalSeconds:0} s");

    private async Task<CheckAnswer> LimitedAsync(EnvironmentCall call, CheckOrder order, CancellationToken cancellationToken)
    {
        var timeout = call.Plan.Limits.OfAttempt(order.Check.Timeout);
        using var timer = pacer.LimitAt(pacer.Now + timeout);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return order.Check switch
            {
                { Http: { } spec } => await http.RunAsync(call, order, spec, limit.Token),
                { Object: { } spec } => await objects.RunAsync(call, order, spec, limit.Token),
                { Prometheus: { } spec } => await prometheus.RunAsync(call, order, spec, limit.Token),
                { Load: { } spec } => await loads.RunAsync(call, order, spec, limit.Token),
                _ => new CheckAnswer(false, $"this version runs no checks of kind {order.Check.Kind}", IsFinal: true),
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new CheckAnswer(false, FormattableString.Invariant($"it did not end within {timeout.TotalSeconds:0.#} s"));
        }
    }
}
