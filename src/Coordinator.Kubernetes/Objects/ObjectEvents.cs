using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>What the cluster told of one object. What can't be read is named, since the failure that it belongs to matters more.</summary>
internal sealed class ObjectEvents(ClusterApi api)
{
    private const int Most = 20;

    /// <summary>The last 20 events in the order of time, a line each.</summary>
    public async Task<ImmutableArray<string>> LinesAsync(JsonObject item, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await LastAsync(item, cancellationToken)).Select(Describe)];
        }
        catch (Exception e) when (e is ClusterUnreachableException or ApiRejectedException)
        {
            return [$"(events can't be read: {e.Message})"];
        }
    }

    /// <summary>Why its controller last could not make a pod of it; null where it could, or nobody tells.</summary>
    public async Task<string?> RefusedPodAsync(JsonObject item, CancellationToken cancellationToken)
    {
        try
        {
            var last = (await LastAsync(item, cancellationToken)).LastOrDefault(one => one.Text("reason") is "FailedCreate" or "SuccessfulCreate");
            return last.Text("reason") is "FailedCreate" ? Message(last!) : null;
        }
        catch (Exception e) when (e is ClusterUnreachableException or ApiRejectedException)
        {
            return null;
        }
    }

    private async Task<IEnumerable<JsonObject>> LastAsync(JsonObject item, CancellationToken cancellationToken)
    {
        var query = new ObjectQuery(ResourceKind.Events, Fields: $"involvedObject.uid={item.Text("metadata", "uid")}");
        return (await api.ListAsync(query, cancellationToken)).Items.OrderBy(LastSeen, StringComparer.Ordinal).TakeLast(Most);
    }

    private static string LastSeen(JsonObject one) =>
        one.Text("lastTimestamp") ?? one.Text("eventTime") ?? one.Text("metadata", "creationTimestamp") ?? "";

    private static string Describe(JsonObject one) =>
        $"event {one.Text("type")} {one.Text("reason")}"
        + (one.Whole("count") is > 1 and var count ? $" ({count} times)" : "") + $": {Message(one)}";

    private static string? Message(JsonObject one) => one.Text("message")?.ReplaceLineEndings(" ");
}
