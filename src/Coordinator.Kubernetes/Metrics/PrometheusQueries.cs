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

    /// <summary>One instant query.</summary>
    public async Task<MetricReading> QueryAsync(EnvironmentPlan plan, Color color, MetricSpec metric, CancellationToken cancellationToken)
    {
        var spec = metric.Prometheus!;
        var values = Placeholders.Of(plan, color);
        var url = values.Replace(spec.Url).TrimEnd('/') + "/api/v1/query";
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(url, UriKind.Absolute));
            message.Content = new FormUrlEncodedContent([new("query", values.Replace(spec.Query))]);
            message.Headers.TryAddWithoutValidation("Accept", "application/json");
            if (await AuthorizationAsync(spec, cancellationToken) is { } authorization)
            {
                message.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            return await outbound.SendAsync(
                message, MaximumBytes, (answer, body, token) => PrometheusAnswer.ReadAsync(metric.Name, answer.StatusCode, body, token), cancellationToken);
        }
        catch (InvalidDataException e)
        {
            return new FaultReading(metric.Name, NoDataCause.Malformed, $"{url}: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or UriFormatException or UnauthorizedAccessException)
        {
            return new FaultReading(metric.Name, NoDataCause.SourceDead, $"{url}: {e.Message}");
        }
    }

    private async Task<string?> AuthorizationAsync(PrometheusQuerySpec spec, CancellationToken cancellationToken) => spec switch
    {
        { BearerTokenFile: { } token } => $"Bearer {await files.ReadAsync(token, cancellationToken)}",
        { BasicAuthFile: { } pair } => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(await files.ReadAsync(pair, cancellationToken)))}",
        _ => null,
    };
}
