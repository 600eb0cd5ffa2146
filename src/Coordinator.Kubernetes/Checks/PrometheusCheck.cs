using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>A PromQL value within limits, or alerts in a state.</summary>
internal sealed class PrometheusCheck(PrometheusQueries queries)
{
    /// <summary>One look.</summary>
    public async Task<CheckAnswer> RunAsync(
        EnvironmentCall call, CheckOrder order, PrometheusCheckSpec spec, CancellationToken cancellationToken)
    {
        var values = Placeholders.Of(call.Plan, order.Color);
        if (spec.Query is not { } query)
        {
            var all = string.Join(", ", spec.Alerts);
            return await queries.JudgeAlertsAsync(values, spec, cancellationToken) is { } wrong
                ? new CheckAnswer(false, wrong)
                : new CheckAnswer(true, $"{all}: {spec.Expect.ToString().ToLowerInvariant()}");
        }

        var asked = new PrometheusQuerySpec(spec.Url, query, spec.BearerTokenFile, spec.BasicAuthFile);
        return await queries.QueryAsync(values, order.Check.Name, asked, cancellationToken, Timeout.InfiniteTimeSpan) switch
        {
            ScalarReading reading => Judge(spec, values.Replace(query), reading.Value),
            FaultReading { Cause: NoDataCause.SourceDead } fault => new CheckAnswer(false, $"no answer: {fault.Detail}"),
            FaultReading { Cause: NoDataCause.AbsentSeries or NoDataCause.NotANumber } fault => new CheckAnswer(false, fault.Detail),
            FaultReading fault => new CheckAnswer(false, fault.Detail, IsFinal: true),
            var other => throw new InvalidOperationException($"a query gives no {other.GetType().Name}"),
        };
    }

    private static CheckAnswer Judge(PrometheusCheckSpec spec, string query, double value) => value switch
    {
        _ when value < spec.Min => new(false, FormattableString.Invariant($"{query} is {value}, expected at least {spec.Min}")),
        _ when value > spec.Max => new(false, FormattableString.Invariant($"{query} is {value}, expected at most {spec.Max}")),
        _ => new(true, FormattableString.Invariant($"{query} is {value}")),
    };
}
