using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Store;

/// <summary>
/// The objects of a cluster under one counter of versions. Not thread-safe: every use is under the cluster's lock.
/// </summary>
internal sealed class ClusterStore
{
    /// <summary>The version before the first write: whatever is older has expired.</summary>
    public const long FirstVersion = 1_000;

    /// <summary>By resource: every version of a kind has its objects on one shelf.</summary>
    private readonly Dictionary<string, Shelf> shelves = new(StringComparer.Ordinal);
    private readonly List<Action<Change>> observers = [];

    public long Version { get; private set; } = FirstVersion;

    public Shelf Shelf(ApiKind kind)
    {
        var stored = kind.Storage;
        if (!shelves.TryGetValue(stored.Resource, out var shelf)) shelves[stored.Resource] = shelf = new(stored, FirstVersion - 1);
        return shelf;
    }

    /// <summary>The kinds of which there are or were objects.</summary>
    public IEnumerable<Shelf> Shelves => shelves.Values;

    public StoredObject? Find(ApiKind kind, string ns, string name) => Shelf(kind).Find(ns, name);

    public IEnumerable<StoredObject> All(ApiKind kind, string? ns = null) => Shelf(kind).All(ns);

    /// <summary>Calls for every change, in order, under the cluster's lock.</summary>
    public void Observe(Action<Change> observer) => observers.Add(observer);

    public StoredObject Put(ApiKind kind, JsonObject body)
    {
        var item = new StoredObject(kind, body, ++Version);
        var before = Find(kind, item.Namespace, item.Name);
        Publish(new(before is null ? ChangeKind.Added : ChangeKind.Modified, before, item));
        return item;
    }

    public StoredObject Remove(StoredObject item)
    {
        var last = new StoredObject(item.Kind, item.Json, ++Version);
        Publish(new(ChangeKind.Deleted, item, last));
        return last;
    }

    /// <summary>Forgets a kind that is no longer served; it must be empty.</summary>
    public void Discard(ApiKind kind) => shelves.Remove(kind.Storage.Resource);

    public void CompactAll()
    {
        foreach (var shelf in shelves.Values) shelf.Compact(Version);
    }

    private void Publish(Change change)
    {
        Shelf(change.After.Kind).Record(change);
        foreach (var observer in observers) observer(change);
    }
}
