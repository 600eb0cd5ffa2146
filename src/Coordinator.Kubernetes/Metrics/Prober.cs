using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Asks what users reach, by URL or through the API server's service proxy.</summary>
internal sealed class Prober(OutboundHttp outbound, KubernetesOptions options)
{
    private const long MaximumBytes = 1024 * 1024;
    private static readonly TimeSpan PortLifetime = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<EnvironmentKey, (long Port, DateTimeOffset ReadAt)> ports = new();

    /// <summary>One probe.</summary>
    public async Task<MetricReading> ProbeAsync(
        ClusterApi api, EnvironmentPlan plan, MetricSpec metric, CancellationToken cancellationToken)
    {
        try
        {
            return plan.Probes.Active?.Url is { } url
                ? await UrlAsync(plan, metric, url, cancellationToken)
                : await ProxyAsync(api, plan, metric, cancellationToken);
        }
        catch (ClusterUnreachableException e) when (e.IsBusy)
        {
            return new FaultReading(metric.Name, NoDataCause.SourceDead, e.Message);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClusterUnreachableException)
        {
            // Where the API server itself does not answer, the look at the traffic tells, and this is not counted.
            return new ProbeReading(metric.Name, false, e.Message);
        }
        catch (Exception e) when (e is UriFormatException or ApiRejectedException)
        {
            return new FaultReading(metric.Name, NoDataCause.SourceDead, e.Message);
        }
    }

    private async Task<MetricReading> UrlAsync(EnvironmentPlan plan, MetricSpec metric, string url,
        CancellationToken cancellationToken)
    {
        var address = Placeholders.Of(plan).Replace(url).TrimEnd('/') + "/" + metric.Probe!.Path.TrimStart('/');
        return await outbound.GetAsync(
            address, plan.Probes.Active!.Host, "*/*", MaximumBytes, (status, _, _) =>
                Task.FromResult(Judge(metric, status)), cancellationToken);
    }

    private async Task<MetricReading> ProxyAsync(
        ClusterApi api, EnvironmentPlan plan, MetricSpec metric, CancellationToken cancellationToken)
    {
        if (await PortAsync(api, plan, cancellationToken) is not { } port)
        {
            return new ProbeReading(metric.Name, false, $"Service/{plan.Target.Service} does not exist or has no port");
        }

        var request = ApiRequest.Get(
            $"{ResourceKind.Services.Collection(api.Namespace)}/{plan.Target.Service}:{port}"
            + $"/proxy/{metric.Probe!.Path.TrimStart('/')}") with
        {
            Accept = "*/*",
            Attempts = 1,
            Proxied = true,
            MaximumBytes = MaximumBytes,
        };
        return await api.Connection.ExecuteAsync(request, (status, body, token) => ReadAsync(metric, status, body, token),
            cancellationToken);
    }

    /// <summary>An error of the API server itself says nothing about users; that no endpoint answers does.</summary>
    private static async Task<MetricReading> ReadAsync(MetricSpec metric, HttpStatusCode status, Stream body,
        CancellationToken cancellationToken)
    {
        if ((int)status is 401 or 429 or 500 or 504 or 403 && await IsOfApiServerAsync(body, cancellationToken))
        {
            return new FaultReading(metric.Name, NoDataCause.SourceDead, $"the API server's proxy answered HTTP {(int)status}");
        }

        return Judge(metric, status);
    }

    private static async Task<bool> IsOfApiServerAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return (await StrictJson.ReadAsync(body, cancellationToken)).Text("kind") is "Status";
        }
        catch (Exception e) when (e is JsonException or InvalidDataException)
        {
            return false;
        }
    }

    private static MetricReading Judge(MetricSpec metric, HttpStatusCode status) =>
        new ProbeReading(metric.Name, (int)status == metric.Probe!.ExpectStatus, $"HTTP {(int)status}");

    private async Task<long?> PortAsync(ClusterApi api, EnvironmentPlan plan, CancellationToken cancellationToken)
    {
        if (plan.Probes.Active?.Port is { } port)
        {
            return port;
        }

        var now = options.Wall.GetUtcNow();
        if (ports.TryGetValue(plan.Key, out var known) && now - known.ReadAt < PortLifetime)
        {
            return known.Port;
        }

        var service = await api.FindAsync(ResourceKind.Services, plan.Target.Service, cancellationToken);
        if (service.Objects("spec", "ports").FirstOrDefault().Whole("port") is not { } first)
        {
            return null;
        }

        ports[plan.Key] = (first, now);
        return first;
    }
}
