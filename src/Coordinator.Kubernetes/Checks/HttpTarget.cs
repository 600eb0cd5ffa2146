using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>Where requests of a check go: to an address, or through the API server's proxy to a Service or a pod.</summary>
/// <param name="Address">Absolute address without the request's path; with a <paramref name="Proxy"/> the proxy's path there.</param>
/// <param name="Host">Host header; null = the address's. Through the proxy none is sent.</param>
/// <param name="Proxy">The API server whose proxy is asked; null = the address itself is.</param>
internal sealed record HttpTarget(string Address, string? Host = null, ApiConnection? Proxy = null)
{
    /// <summary>An address itself.</summary>
    public static HttpTarget At(string url) => new(url);

    /// <summary>What a path of a check is reached through; null where there is nothing, which <paramref name="call"/>'s cluster
    /// shows.</summary>
    public static async Task<HttpTarget?> FindAsync(
        EnvironmentCall call, CheckStage stage, Color? color, CancellationToken cancellationToken)
    {
        var probe = ProbeOf(call, stage);
        if (probe?.Url is { } url)
        {
            return new HttpTarget(Placeholders.Of(call.Plan, color).Replace(url).TrimEnd('/'), probe.Host);
        }

        return await ProxyAsync(call, probe, ServiceOf(call, stage, color), color, cancellationToken);
    }

    /// <summary>The Service by its name within the cluster, as another pod reaches it, whatever address the probes name; null where
    /// there is none with that port.</summary>
    public static async Task<HttpTarget?> WithinAsync(
        EnvironmentCall call, CheckStage stage, Color? color, CancellationToken cancellationToken)
    {
        var name = ServiceOf(call, stage, color);
        var ports = await PortsAsync(call, name, cancellationToken);
        var port = ProbeOf(call, stage)?.Port ?? ports.FirstOrDefault();
        return ports.Contains(port) ? At($"http://{name}.{call.Api.Namespace}.svc{(port is 80 ? "" : $":{port}")}") : null;
    }

    /// <summary>The Service that a check asks.</summary>
    public static string ServiceOf(EnvironmentCall call, CheckStage stage, Color? color) => stage is CheckStage.Preview && color is { } preview
        ? ManifestColoring.NameOf(call.Plan.Target.Service, preview) : call.Plan.Target.Service;

    private static ProbeTargetSpec? ProbeOf(EnvironmentCall call, CheckStage stage) => stage switch
    {
        CheckStage.Preview => call.Plan.Probes.Preview,
        CheckStage.Validation or CheckStage.Gate => call.Plan.Probes.Active,
    };

    private static async Task<long[]> PortsAsync(EnvironmentCall call, string name, CancellationToken cancellationToken)
    {
        var service = await call.Api.FindAsync(ResourceKind.Services, name, cancellationToken);
        return [.. service.Objects("spec", "ports").Select(one => one.Whole("port")).OfType<long>()];
    }

    /// <summary>Through the Service where it has the port, else to a ready pod of the colour.</summary>
    private static async Task<HttpTarget?> ProxyAsync(
        EnvironmentCall call, ProbeTargetSpec? probe, string name, Color? color, CancellationToken cancellationToken)
    {
        var ports = await PortsAsync(call, name, cancellationToken);
        var port = probe?.Port ?? ports.FirstOrDefault();
        if (ports.Contains(port))
        {
            return Proxy(ResourceKind.Services, name, port);
        }

        if (color is not { } own)
        {
            return null;
        }

        var pods = await ColorPods.ListAsync(call.Plan, own, call.Api, cancellationToken);
        return port > 0 && pods.FirstOrDefault(PodState.IsReady) is { } pod ? Proxy(ResourceKind.Pods, pod.Name(), port) : null;

        HttpTarget Proxy(ResourceKind kind, string target, long at) =>
            new($"{kind.Collection(call.Api.Namespace)}/{target}:{at}/proxy", Proxy: call.Api.Connection);
    }
}
