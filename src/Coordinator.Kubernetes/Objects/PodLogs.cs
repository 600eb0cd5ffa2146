using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Last lines of pods' logs, and their events. What can't be read is named, since the failure that it belongs to
/// matters more.</summary>
internal sealed class PodLogs(ClusterApi api)
{
    private const int Lines = 50;
    private const int MaximumPods = 5;
    private const int MaximumBytes = 64 * 1024;
    private const int MaximumLineLength = 500;
    private const int MaximumTextLength = 48 * 1024;

    /// <summary>The last 50 lines of each container of each pod, of the five newest pods at most, each line with its pod; null where
    /// there is none.</summary>
    public Task<string?> TailAsync(IEnumerable<JsonObject> pods, CancellationToken cancellationToken) =>
        TextAsync(pods, withEvents: false, cancellationToken);

    /// <summary>The same with the pods' events before their lines.</summary>
    public Task<string?> FailureAsync(IEnumerable<JsonObject> pods, CancellationToken cancellationToken) =>
        TextAsync(pods, withEvents: true, cancellationToken);

    /// <summary>The last line of a pod's check, cut where it is longer than a result may be; null where there is none.</summary>
    /// <exception cref="ClusterUnreachableException">It can't be read.</exception>
    public async Task<string?> LastLineAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        var path = $"{ResourceKind.Pods.One(api.Namespace, pod.Name())}/log?container={CheckJob.ContainerName}"
            + $"&tailLines=1&limitBytes={ClusterCheckResult.MaximumBytes}";
        var request = ApiRequest.Get(path) with { Accept = "*/*", MaximumBytes = 4 * MaximumBytes, Priority = api.Priority, Attempts = 2 };
        return (await api.Connection.ExecuteAsync(request, ReadAsync, cancellationToken)).LastOrDefault();
    }

    /// <summary>Of many pods the newest, in the order of time; each has an equal share of the text, and its last lines count most.</summary>
    private async Task<string?> TextAsync(IEnumerable<JsonObject> pods, bool withEvents, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var newest = pods.OrderBy(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal).TakeLast(MaximumPods).ToList();
        foreach (var pod in newest)
        {
            var events = withEvents ? await new ObjectEvents(api).LinesAsync(pod, cancellationToken) : [];
            var lines = events.AddRange(await LinesAsync(pod, cancellationToken));
            text.AppendJoin("", Fitting(pod.Name(), lines, MaximumTextLength / newest.Count));
        }

        return text.Length > 0 ? text.ToString() : null;
    }

    private static IEnumerable<string> Fitting(string pod, ImmutableArray<string> lines, int most)
    {
        var shown = lines.Select(line => $"{pod}: {(line.Length > MaximumLineLength ? line[..MaximumLineLength] + "…" : line)}\n").ToList();
        var length = 0;
        var kept = shown.AsEnumerable().Reverse().TakeWhile(line => (length += line.Length) <= most).Reverse().ToList();
        return kept.Count == shown.Count ? kept : kept.Prepend($"{pod}: ({shown.Count - kept.Count} earlier lines were left out)\n");
    }

    /// <summary>A container that waits has only the log of its previous run; one that was restarted has both.</summary>
    private async Task<ImmutableArray<string>> LinesAsync(JsonObject pod, CancellationToken cancellationToken)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        foreach (var status in PodState.ContainerStatuses(pod))
        {
            var name = status.Text("name") ?? "";
            if (status.Whole("restartCount") > 0)
            {
                var previous = await ContainerAsync(pod, name, "&previous=true", cancellationToken);
                lines.AddRange(previous.Select(line => $"(before its restart) {line}"));
            }

            if (status.At("state", "waiting") is null)
            {
                lines.AddRange(await ContainerAsync(pod, name, "", cancellationToken));
            }
        }

        return lines.ToImmutable();
    }

    private async Task<ImmutableArray<string>> ContainerAsync(
        JsonObject pod, string container, string which, CancellationToken cancellationToken)
    {
        var path = $"{ResourceKind.Pods.One(api.Namespace, pod.Name())}/log?container={Uri.EscapeDataString(container)}"
            + $"&tailLines={Lines}&limitBytes={MaximumBytes}{which}";
        try
        {
            var request = ApiRequest.Get(path) with
            {
                Accept = "*/*",
                MaximumBytes = 4 * MaximumBytes,
                Priority = api.Priority,
                // A node that does not answer must not hold up what the lines are only kept for.
                Attempts = 2,
            };
            return await api.Connection.ExecuteAsync(request, ReadAsync, cancellationToken);
        }
        catch (Exception e) when (e is ClusterUnreachableException or InvalidDataException)
        {
            return [$"(log of {container} can't be read: {e.Message})"];
        }
    }

    private static async Task<ImmutableArray<string>> ReadAsync(HttpStatusCode status, Stream body,
        CancellationToken cancellationToken)
    {
        if (status is not HttpStatusCode.OK)
        {
            return [];
        }

        using var reader = new StreamReader(body, Encoding.UTF8);
        return
        [
            .. (await reader.ReadToEndAsync(cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .TakeLast(Lines),
        ];
    }
}
