using System.Net;
using System.Text;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Asks Prometheus servers, within limits of time and size.</summary>
internal sealed class PrometheusQueries(OutboundHttp outbound, ReleaseFiles files)
{
    private const long MaximumBytes = 1024 * 1024;
    private const long MaximumRuleBytes = 8 * 1024 * 1024;

    /// <summary>One instant query of a metric.</summary>
    public Task<MetricReading> QueryAsync(EnvironmentPlan plan, Color color, MetricSpec metric, CancellationToken cancellationToken) =>
        QueryAsync(Placeholders.Of(plan, color), metric.Name, metric.Prometheus!, cancellationToken);

    /// <summary>One instant query.</summary>
    /// <param name="values">Values of the placeholders.</param>
    /// <param name="name">Name of what asks.</param>
    /// <param name="spec">Server and query.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="limit">Limit in wall time; null = that of a call.</param>
    public async Task<MetricReading> QueryAsync(
        Placeholders values, string name, PrometheusQuerySpec spec, CancellationToken cancellationToken, TimeSpan? limit = null)
    {
        var url = values.Replace(spec.Url).TrimEnd('/') + "/api/v1/query";
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(url, UriKind.Absolute));
            message.Content = new FormUrlEncodedContent([new("query", values.Replace(spec.Query))]);
            var reading = await SendAsync(
                message, spec.BearerTokenFile, spec.BasicAuthFile, MaximumBytes,
                (status, body, token) => PrometheusAnswer.ReadAsync(name, status, body, token), limit, cancellationToken);
            return reading is FaultReading fault ? fault with { Detail = $"{url}: {fault.Detail}" } : reading;
        }
        catch (InvalidDataException e)
        {
            return new FaultReading(name, NoDataCause.Malformed, $"{url}: {e.Message}");
        }
        catch (Exception e) when (IsDead(e))
        {
            return new FaultReading(name, NoDataCause.SourceDead, $"{url}: {e.Message}");
        }
    }

    /// <summary>What is wrong with the alert rules of a check, for people; null where each is there and in its state. Its caller has a
    /// limit.</summary>
    public async Task<string?> JudgeAlertsAsync(Placeholders values, PrometheusCheckSpec spec, CancellationToken cancellationToken)
    {
        var names = string.Concat(spec.Alerts.Select(name => $"&rule_name[]={Uri.EscapeDataString(name)}"));
        var url = values.Replace(spec.Url).TrimEnd('/') + "/api/v1/rules";
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri($"{url}?type=alert&exclude_alerts=true{names}", UriKind.Absolute));
            return await SendAsync(
                message, spec.BearerTokenFile, spec.BasicAuthFile, MaximumRuleBytes,
                (status, body, token) => PrometheusRules.JudgeAsync(spec.Alerts, spec.Expect, status, body, token),
                Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (Exception e) when (IsDead(e) || e is InvalidDataException)
        {
            return $"{url}: {e.Message}";
        }
    }

    private static bool IsDead(Exception e) => e is HttpRequestException or IOException or UriFormatException or UnauthorizedAccessException;

    private async Task<T> SendAsync<T>(
        HttpRequestMessage message, string? bearerTokenFile, string? basicAuthFile, long maximumBytes,
        Func<HttpStatusCode, Stream, CancellationToken, Task<T>> read, TimeSpan? limit, CancellationToken cancellationToken)
    {
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (bearerTokenFile is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {await files.ReadAsync(bearerTokenFile, cancellationToken)}");
        }
        else if (basicAuthFile is not null)
        {
            var pair = Encoding.UTF8.GetBytes(await files.ReadAsync(basicAuthFile, cancellationToken));
            message.Headers.TryAddWithoutValidation("Authorization", $"Basic {Convert.ToBase64String(pair)}");
        }

        return await outbound.SendAsync(message, maximumBytes, (answer, body, token) => read(answer.StatusCode, body, token), cancellationToken, limit);
    }
}
