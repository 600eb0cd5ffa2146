using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks.Loads;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Preflights;

namespace Coordinator.Kubernetes.Checks;

/// <summary>One attempt of a check from the coordinator's process.</summary>
internal sealed class CheckAttempt(HttpCheck http, ObjectCheck objects, LoadCheck loads, PrometheusCheck prometheus)
{
    /// <summary>Makes it.</summary>
    public Task<CheckAnswer> RunAsync(EnvironmentCall call, CheckOrder order, CancellationToken cancellationToken) => order.Check switch
    {
        { Http: { } spec } => HttpAsync(call, order, spec, cancellationToken),
        { Object: { } spec } => objects.RunAsync(call, order, spec, cancellationToken),
        { Prometheus: { } spec } => prometheus.RunAsync(call, order, spec, cancellationToken),
        { Load: { } spec } => LoadAsync(call, order, spec, cancellationToken),
        _ => Task.FromResult(new CheckAnswer(false, $"this version runs no checks of kind {order.Check.Kind}", IsFinal: true)),
    };

    private static CheckAnswer NobodyToAsk { get; } = new(false, "nothing to ask: neither a Service with that port nor a ready pod is there");

    private async Task<CheckAnswer> HttpAsync(EnvironmentCall call, CheckOrder order, HttpCheckSpec spec, CancellationToken cancellationToken)
    {
        var values = Placeholders.Of(call.Plan, order.Color);
        var target = spec.Url is { } url
            ? HttpTarget.At(values.Replace(url))
            : await HttpTarget.FindAsync(call, order.Stage, order.Color, cancellationToken);
        return target is null ? NobodyToAsk : await http.RunAsync(target, spec, values, cancellationToken);
    }

    private async Task<CheckAnswer> LoadAsync(EnvironmentCall call, CheckOrder order, LoadCheckSpec spec, CancellationToken cancellationToken)
    {
        if (await HttpTarget.FindAsync(call, order.Stage, order.Color, cancellationToken) is not { } target)
        {
            return NobodyToAsk;
        }

        // Preflight says so of the environment's own checks; a gate comes before it.
        if (target.Proxy is { } proxy && LoadRules.JudgeProxied(order.Check, proxy.Budget) is { } tooMuch)
        {
            return new CheckAnswer(false, tooMuch, IsFinal: true);
        }

        var answer = await loads.RunAsync(target, spec, cancellationToken);
        return order.IsAgain ? answer with { Details = $"run again from the start after an interruption; {answer.Details}" } : answer;
    }
}
