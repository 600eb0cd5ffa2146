using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Store;

/// <summary>The objects of one kind in one cluster, and the changes that watches and reads of the past still need.</summary>
internal sealed class Shelf(ApiKind kind, long compacted)
{
    /// <summary>Changes kept; older versions have expired.</summary>
    public const int MaxChanges = 2_000;

    private readonly SortedDictionary<string, SortedDictionary<string, StoredObject>> byNamespace = new(StringComparer.Ordinal);
    private readonly Queue<Change> changes = new();

    public ApiKind Kind => kind;

    /// <summary>The newest version that can no longer be read or watched from.</summary>
    public long Compacted { get; private set; } = compacted;

    public StoredObject? Find(string ns, string name) => byNamespace.GetValueOrDefault(ns)?.GetValueOrDefault(name);

    /// <summary>In the order of namespace and name.</summary>
    public IEnumerable<StoredObject> All(string? ns)
    {
        if (ns is null) return byNamespace.Values.SelectMany(items => items.Values);
        return byNamespace.TryGetValue(ns, out var found) ? found.Values : [];
    }

    public IEnumerable<Change> Since(long version) => changes.Where(change => change.Version > version);

    /// <summary>The objects as they were at a version that has not expired.</summary>
    public IEnumerable<StoredObject> AsOf(string? ns, long version)
    {
        var then = All(ns).ToDictionary(item => (item.Namespace, item.Name));
        foreach (var change in Since(version).Reverse())
        {
            if (ns is not null && change.After.Namespace != ns) continue;
            var key = (change.After.Namespace, change.After.Name);
            if (change.Before is { } before) then[key] = before;
            else then.Remove(key);
        }

        return then.Values.OrderBy(item => item.Namespace, StringComparer.Ordinal)
            .ThenBy(item => item.Name, StringComparer.Ordinal);
    }

    public void Record(Change change)
    {
        var item = change.After;
        if (change.Kind != ChangeKind.Deleted)
        {
            if (!byNamespace.TryGetValue(item.Namespace, out var items))
                byNamespace[item.Namespace] = items = new(StringComparer.Ordinal);
            items[item.Name] = item;
        }
        else if (byNamespace.TryGetValue(item.Namespace, out var items))
        {
            items.Remove(item.Name);
            if (items.Count == 0) byNamespace.Remove(item.Namespace);
        }

        changes.Enqueue(change);
        if (changes.Count > MaxChanges) Compacted = changes.Dequeue().Version;
    }

    /// <summary>Forgets the past, as a compaction does.</summary>
    public void Compact(long version)
    {
        while (changes.TryPeek(out var oldest) && oldest.Version <= version) changes.Dequeue();
        Compacted = Math.Max(Compacted, version);
    }
}
