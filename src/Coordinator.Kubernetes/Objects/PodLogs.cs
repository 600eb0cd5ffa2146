using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Last lines of pods' logs.</summary>
internal sealed class PodLogs(ClusterApi api)
{
    private const int Lines = 50;
    private const int MaximumPods = 5;
    private const int MaximumBytes = 64 * 1024;

    /// <summary>The last 50 lines of each pod, of five at most, each line with its pod. A log that can't be read is named, since
    /// the failure that it belongs to matters more.</summary>
    public async Task<string?> TailAsync(IEnumerable<JsonObject> pods, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        foreach (var pod in pods.Take(MaximumPods))
        {
            foreach (var line in await PodLinesAsync(pod, cancellationToken))
            {
                text.Append(pod.Name()).Append(": ").Append(line).Append('\n');
            }
        }

        return text.Length > 0 ? text.ToString() : null;
    }

    private async Task<ImmutableArray<string>> PodLinesAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        foreach (var (container, restarted) in PodState.ContainerStates(pod))
        {
            var path = $"{ResourceKind.Pods.One(api.Namespace, pod.Name())}/log?container={Uri.EscapeDataString(container)}"
                + $"&tailLines={Lines}&limitBytes={MaximumBytes}" + (restarted ? "&previous=true" : "");
            try
            {
                var request = ApiRequest.Get(path) with { Accept = "*/*", MaximumBytes = 4 * MaximumBytes };
                lines.AddRange(await api.Connection.ExecuteAsync(request, ReadAsync, cancellationToken));
            }
            catch (Exception e) when (e is ClusterUnreachableException or InvalidDataException)
            {
                lines.Add($"(log of {container} can't be read: {e.Message})");
            }
        }

        return [.. lines.TakeLast(Lines)];
    }

    private static async Task<ImmutableArray<string>> ReadAsync(HttpStatusCode status, Stream body,
        CancellationToken cancellationToken)
    {
        if (status is not HttpStatusCode.OK)
        {
            return [];
        }

        using var reader = new StreamReader(body, Encoding.UTF8);
        return [.. (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
