using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Workloads;

/// <summary>Who a pod is, as its program and the statistics of traffic say it.</summary>
/// <param name="Uid">Of the pod.</param>
/// <param name="Namespace">Of the pod.</param>
/// <param name="Name">Of the pod.</param>
/// <param name="Version">The tag of its first container's image.</param>
/// <param name="Color">Its label <c>version</c>, which by default holds the colour; empty when it has none.</param>
/// <param name="Ports">The ports on which it listens; none means any.</param>
internal sealed record PodIdentity(string Uid, string Namespace, string Name, string Version, string Color, IReadOnlyList<long> Ports)
{
    public static PodIdentity Of(StoredObject pod)
    {
        var container = pod.Json.Objects("spec", "containers").First();
        var ports = container.Objects("ports").Select(port => port.Whole("containerPort")).OfType<long>().ToList();
        return new(pod.Uid, pod.Namespace, pod.Name, Tag(container.Text("image") ?? ""),
            pod.Labels.GetValueOrDefault("version") ?? "", ports);
    }

    public static string Tag(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        if (name.IndexOf('@') is var at and >= 0) name = name[..at];
        var colon = name.IndexOf(':');
        return colon < 0 ? "latest" : name[(colon + 1)..];
    }
}
