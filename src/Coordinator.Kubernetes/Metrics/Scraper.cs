using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Fetches Prometheus text, from a pod through the API server's proxy or from a URL, within limits of time and
/// size.</summary>
internal sealed class Scraper(OutboundHttp outbound)
{
    /// <summary>Greatest text that is read.</summary>
    public const long MaximumBytes = 5 * 1024 * 1024;

    private const string Text = "text/plain;version=0.0.4, */*;q=0.1";

    /// <summary>Scrapes one pod.</summary>
    public async Task<ScrapeFailure?> PodAsync(
        ClusterApi api, JsonObject pod, ScrapeSpec scrape, HashSet<string> series, PrometheusText.Sink sink,
            CancellationToken cancellationToken)
    {
        var port = scrape.Port?.ToString(CultureInfo.InvariantCulture)
            ?? pod.Annotation("prometheus.io/port")
            ?? FirstPort(pod);
        var name = Uri.EscapeDataString(pod.Name()) + (port is null ? "" : $":{port}");
        var request = ApiRequest.Get(
            $"{ResourceKind.Pods.Collection(api.Namespace)}/{name}/proxy/{scrape.Path.TrimStart('/')}") with
        {
            Accept = Text,
            Attempts = 1,
            Proxied = true,
            MaximumBytes = MaximumBytes,
        };
        return await GuardedAsync(pod.Name(), () => api.Connection.ExecuteAsync(
            request, (status, body, token) => ReadAsync(pod.Name(), status, body, series, sink, token), cancellationToken));
    }

    /// <summary>Scrapes a URL.</summary>
    public async Task<ScrapeFailure?> UrlAsync(
        string url, HashSet<string> series, PrometheusText.Sink sink, CancellationToken cancellationToken) =>
        await GuardedAsync(url, () => outbound.GetAsync(
            url, host: null, Text, MaximumBytes, (status, body, token) =>
                ReadAsync(url, status, body, series, sink, token), cancellationToken));

    private static async Task<ScrapeFailure?> GuardedAsync(string source, Func<Task<ScrapeFailure?>> scrape)
    {
        try
        {
            return await scrape();
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return new ScrapeFailure(NoDataCause.Malformed, $"{source}: {e.Message}");
        }
        catch (Exception e) when (e is ClusterUnreachableException or HttpRequestException or IOException or UriFormatException)
        {
            return new ScrapeFailure(NoDataCause.SourceDead, $"{source}: {e.Message}");
        }
    }

    private static async Task<ScrapeFailure?> ReadAsync(
        string source, HttpStatusCode status, Stream body, HashSet<string> series, PrometheusText.Sink sink,
            CancellationToken cancellationToken)
    {
        if (status is not HttpStatusCode.OK)
        {
            return new ScrapeFailure(NoDataCause.SourceDead, $"{source}: HTTP {(int)status}");
        }

        await PrometheusText.ReadAsync(body, series, sink, cancellationToken);
        return null;
    }

    private static string? FirstPort(JsonObject pod) => pod.Objects("spec", "containers")
        .SelectMany(container => container.Objects("ports"))
        .Select(port => port.Whole("containerPort")?.ToString(CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
