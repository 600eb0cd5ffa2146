using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>Where requests of a check go: to an address, or through the API server's proxy to a Service or a pod.</summary>
/// <param name="Url">Absolute address without the path; null = the proxy.</param>
/// <param name="Host">Host header; null = the address's. Through the proxy none is sent.</param>
/// <param name="ProxyPath">Path of the proxy at the API server, without the request's path; empty where there is a
/// <paramref name="Url"/>.</param>
internal sealed record HttpTarget(string? Url, string? Host, string ProxyPath)
{
    /// <summary>What a path of a check is reached through; null where there is nothing, which <paramref name="call"/>'s cluster
    /// shows.</summary>
    public static async Task<HttpTarget?> FindAsync(
        EnvironmentCall call, CheckStage stage, Color? color, CancellationToken cancellationToken)
    {
        var probe = stage switch
        {
            CheckStage.Preview => call.Plan.Probes.Preview,
            CheckStage.Validation or CheckStage.Gate => call.Plan.Probes.Active,
        };
        if (probe?.Url is { } url)
        {
            return new HttpTarget(Placeholders.Of(call.Plan, color).Replace(url).TrimEnd('/'), probe.Host, "");
        }

        var name = stage is CheckStage.Preview && color is { } preview
            ? ManifestColoring.NameOf(call.Plan.Target.Service, preview) : call.Plan.Target.Service;
        return await ProxyAsync(call, probe, name, color, cancellationToken);
    }

    /// <summary>Through the Service where it has the port, else to a ready pod of the colour.</summary>
    private static async Task<HttpTarget?> ProxyAsync(
        EnvironmentCall call, ProbeTargetSpec? probe, string name, Color? color, CancellationToken cancellationToken)
    {
        var service = await call.Api.FindAsync(ResourceKind.Services, name, cancellationToken);
        var ports = service.Objects("spec", "ports").Select(one => one.Whole("port")).OfType<long>().ToArray();
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
            new(null, null, $"{kind.Collection(call.Api.Namespace)}/{target}:{at}/proxy");
    }
}
