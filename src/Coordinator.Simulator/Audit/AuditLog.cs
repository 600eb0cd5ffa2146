using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Audit;

/// <summary>The accepted writes of a cluster, the newest of them when there are more than fit. Thread-safe.</summary>
internal sealed class AuditLog(int capacity)
{
    private const int MaxChanges = 200;
    private const int MaxValueLength = 4_096;

    private static readonly HashSet<string> Watched = new(StringComparer.Ordinal) { "labels", "annotations", "ownerReferences", "finalizers" };

    private readonly Queue<AuditEntry> entries = new();
    private readonly Lock gate = new();
    private long sequence;

    /// <summary>Sequence of the newest entry; 0 when there is none.</summary>
    public long Last
    {
        get
        {
            lock (gate) return sequence;
        }
    }

    public ImmutableArray<AuditEntry> After(long after, int limit)
    {
        lock (gate) return [.. entries.Where(entry => entry.Sequence > after).Take(limit)];
    }

    public void Record(WriteOptions options, StoredObject? before, StoredObject? after, DateTimeOffset at)
    {
        var item = (after ?? before)!;
        var changes = new List<AuditChange>();
        Compare("", Reduced(before), Reduced(after), changes);
        lock (gate)
        {
            if (entries.Count >= capacity) entries.Dequeue();
            entries.Enqueue(new()
            {
                Sequence = ++sequence,
                At = at,
                User = options.User,
                UserAgent = options.UserAgent,
                Manager = options.Manager,
                Verb = options.Verb,
                Kind = item.Kind.Name,
                Namespace = item.Namespace,
                Name = item.Name,
                Subresource = options.Subresource,
                VersionBefore = before?.Json.Text("metadata", "resourceVersion"),
                VersionAfter = after?.Json.Text("metadata", "resourceVersion"),
                Changes = [.. changes],
            });
        }
    }

    private static JsonObject? Reduced(StoredObject? item)
    {
        if (item is null) return null;
        var reduced = new JsonObject();
        foreach (var (name, value) in item.Json)
        {
            if (name is "kind" or "apiVersion" || value is null) continue;
            if (name != "metadata") { reduced[name] = value.DeepClone(); continue; }
            var metadata = new JsonObject();
            foreach (var (field, content) in value.AsObject())
            {
                if (Watched.Contains(field)) metadata[field] = content?.DeepClone();
            }

            if (metadata.Count > 0) reduced["metadata"] = metadata;
        }

        return reduced;
    }

    private static void Compare(string path, JsonNode? before, JsonNode? after, List<AuditChange> changes)
    {
        if (changes.Count >= MaxChanges || JsonNode.DeepEquals(before, after)) return;
        if (before is JsonObject || after is JsonObject)
        {
            var left = before as JsonObject ?? [];
            var right = after as JsonObject ?? [];
            foreach (var name in left.Select(pair => pair.Key).Union(right.Select(pair => pair.Key)).Order(StringComparer.Ordinal))
                Compare(path.Length == 0 ? name : $"{path}.{name}", left[name], right[name], changes);
            return;
        }

        changes.Add(new(path, Show(before), Show(after)));
    }

    private static string? Show(JsonNode? value)
    {
        var text = value?.ToJsonString();
        return text is { Length: > MaxValueLength } ? text[..MaxValueLength] : text;
    }
}
