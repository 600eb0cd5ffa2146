using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Deletes what a deleted object owned, in the way in which it was deleted: background, foreground or orphan.</summary>
internal sealed class GarbageCollector(Cluster cluster) : IController
{
    private static readonly WriteOptions By = WriteOptions.Internal("kube-controller-manager");

    private readonly Dictionary<string, HashSet<(ApiKind Kind, string Namespace, string Name)>> owned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (ApiKind Kind, string Namespace, string Name)> owners = new(StringComparer.Ordinal);

    public string Name => "garbage";

    public void Observe(Change change)
    {
        var item = change.After;
        var place = (item.Kind, item.Namespace, item.Name);
        if (change.Before is { } before)
        {
            foreach (var owner in OwnersOf(before)) Forget(owner, place);
        }

        if (change.Kind != ChangeKind.Deleted)
        {
            foreach (var owner in OwnersOf(item)) Know(owner, place);
            if (!item.IsTerminating || item.Json.Array("metadata", "finalizers") is not { Count: > 0 }) return;
            owners[item.Uid] = place;
            Enqueue(item.Uid);
            return;
        }

        // Only an owner that waits for its dependents; one that lives on keeps the others.
        foreach (var owner in OwnersOf(item).Where(owners.ContainsKey)) Enqueue(owner);
        if (owned.ContainsKey(item.Uid)) Enqueue(item.Uid);
        owners.Remove(item.Uid);
    }

    /// <summary>The key is the owner's uid.</summary>
    public void Reconcile(string ns, string name)
    {
        var owner = owners.TryGetValue(name, out var place) ? cluster.Store.Find(place.Kind, place.Namespace, place.Name) : null;
        if (owner is null) { DeleteOwned(name, isForeground: false); return; }
        var finalizers = owner.Json.Array("metadata", "finalizers")?.Select(value => value.Text()).ToList() ?? [];
        if (finalizers.Contains("orphan"))
        {
            foreach (var dependent in Dependents(name)) Release(dependent, name);
            RemoveFinalizer(owner, "orphan");
        }
        else if (finalizers.Contains("foregroundDeletion"))
        {
            DeleteOwned(name, isForeground: true);
            if (!Dependents(name).Any(item => Blocks(item, name))) RemoveFinalizer(owner, "foregroundDeletion");
        }
    }

    private static IEnumerable<string> OwnersOf(StoredObject item) =>
        item.Json.Objects("metadata", "ownerReferences").Select(reference => reference.Text("uid") ?? "");

    private void Enqueue(string uid) => cluster.Loop.Enqueue(new(Name, "", uid), cluster.Options.ControllerDelay);

    private void Know(string owner, (ApiKind, string, string) place)
    {
        if (!owned.TryGetValue(owner, out var set)) owned[owner] = set = [];
        set.Add(place);
    }

    private void Forget(string owner, (ApiKind, string, string) place)
    {
        if (!owned.TryGetValue(owner, out var set)) return;
        set.Remove(place);
        if (set.Count == 0) owned.Remove(owner);
    }

    private List<StoredObject> Dependents(string uid)
    {
        if (!owned.TryGetValue(uid, out var set)) return [];
        return [.. set.OrderBy(place => place.Name, StringComparer.Ordinal)
            .Select(place => cluster.Store.Find(place.Kind, place.Namespace, place.Name)).OfType<StoredObject>()];
    }

    /// <summary>Whether an owner that is deleted in the foreground waits for this dependent.</summary>
    private static bool Blocks(StoredObject item, string owner) => item.Json.Objects("metadata", "ownerReferences")
        .Any(reference => reference.Text("uid") == owner && reference.Flag("blockOwnerDeletion") == true);

    private void DeleteOwned(string uid, bool isForeground)
    {
        foreach (var item in Dependents(uid))
        {
            if (item.IsTerminating) continue;
            // In the foreground a dependent goes after what it owns itself, so that the owner is the last of all.
            var propagation = isForeground && owned.ContainsKey(item.Uid) ? "Foreground" : "Background";
            cluster.Writer.Delete(item.Kind, item.Namespace, item.Name, DeleteOptions.Default with { Propagation = propagation }, By);
        }
    }

    private void Release(StoredObject item, string owner) =>
        cluster.Writer.Modify(item.Kind, item.Namespace, item.Name, copy =>
        {
            var references = copy.Array("metadata", "ownerReferences");
            foreach (var reference in copy.Objects("metadata", "ownerReferences").ToList())
            {
                if (reference.Text("uid") == owner) references!.Remove(reference);
            }

            if (references is { Count: 0 }) copy.Ensure("metadata").Remove("ownerReferences");
        }, By);

    private void RemoveFinalizer(StoredObject owner, string finalizer) =>
        cluster.Writer.Modify(owner.Kind, owner.Namespace, owner.Name, copy =>
        {
            var left = copy.Array("metadata", "finalizers")!.Where(value => value.Text() != finalizer)
                .Select(value => value!.DeepClone()).ToArray();
            if (left.Length == 0) copy.Ensure("metadata").Remove("finalizers");
            else copy.Ensure("metadata")["finalizers"] = new JsonArray(left);
        }, By);
}
