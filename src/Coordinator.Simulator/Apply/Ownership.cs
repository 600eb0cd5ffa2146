using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Apply;

/// <summary>
/// Field ownership (managedFields). Who changes a field by an update takes it over; an apply over a field of someone else
/// with another value is a conflict unless it is forced; what an applier no longer lists goes, unless others own it too.
/// </summary>
internal static class Ownership
{
    private static readonly string[] ServerFields =
        ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "generation", "managedFields", "selfLink",
        "deletionTimestamp", "deletionGracePeriodSeconds"];

    /// <summary>Sets the managedFields of an updated object.</summary>
    public static void Update(ApiKind kind, JsonObject? before, JsonObject after, Writer writer)
    {
        var entries = before is null ? [] : ManagerEntry.Sent(after) ?? ManagerEntry.Parse(before);
        after.Ensure("metadata").Remove("managedFields");
        // Objects that were never tracked stay so until their first apply.
        if (before is not null && entries.Count == 0) return;
        if (kind.Custom && writer.Subresource == "scale")
        {
            // Of a custom resource the server does not keep who scaled it.
            Store(after, entries);
            return;
        }

        var changes = Changes(SchemaTable.Of(kind), Seen(kind, before, writer), Seen(kind, after, writer)!, writer);
        var taken = changes.Modified.Union(changes.Added);
        var result = new List<ManagerEntry>();
        ManagerEntry? own = null;
        foreach (var entry in entries)
        {
            if (entry.Is(writer.Manager, false, writer.Subresource)) own = entry;
            else result.Add(entry with { Fields = entry.Fields.Difference(taken).Difference(changes.Removed) });
        }

        var fields = (own?.Fields ?? new()).Difference(changes.Removed).Union(taken);
        var time = own is not null && own.Fields.SameAs(fields) && taken.IsEmpty ? own.Time : writer.Time;
        result.Add(new(writer.Manager, false, kind.ApiVersion, writer.Subresource, time, fields));
        Store(after, result);
    }

    /// <summary>Joins an applied configuration with the live object; null when there is none.</summary>
    public static JsonObject Apply(ApiKind kind, JsonObject? live, JsonObject config, Writer writer, bool force)
    {
        var type = SchemaTable.Of(kind);
        var entries = live is null ? [] : ManagerEntry.Parse(live);
        if (live is not null && entries.Count == 0) entries = BeforeFirstApply(kind, live, writer);
        var own = entries.FirstOrDefault(entry => entry.Is(writer.Manager, true, writer.Subresource));
        var listed = Tracked(FieldChanges.Listed(type, config), writer);
        var others = entries.Where(entry => entry != own).ToList();
        var merged = live is null ? config.Copy() : (JsonObject)ApplyMerge.Merge(type, live, config)!;
        if (own is not null) ApplyMerge.Prune(type, merged, own.Fields, others.Aggregate(listed, (kept, entry) => kept.Union(entry.Fields)));

        var changes = Changes(type, Seen(kind, live, writer), merged, writer);
        others = Resolve(others, changes, force, writer);
        var time = own is not null && own.Fields.SameAs(listed) ? own.Time : writer.Time;
        others.Add(new(writer.Manager, true, kind.ApiVersion, writer.Subresource, time, listed));
        Store(merged, others);
        return merged;
    }

    private static List<ManagerEntry> Resolve(List<ManagerEntry> others, FieldChanges changes, bool force, Writer writer)
    {
        var taken = changes.Modified.Union(changes.Added);
        var conflicts = others.Select(entry => (Entry: entry.SeenBy(writer), Fields: entry.Fields.Intersection(taken)))
            .Where(pair => !pair.Fields.IsEmpty).ToList();
        if (conflicts.Count > 0 && !force) throw Conflict(conflicts);
        return [.. others.Select(entry => entry with { Fields = entry.Fields.Difference(taken).Difference(changes.Removed) })];
    }

    private static StatusError Conflict(List<(ManagerEntry Entry, FieldSet Fields)> conflicts)
    {
        var causes = new JsonArray();
        var said = new List<string>();
        foreach (var (entry, fields) in conflicts.OrderBy(pair => pair.Entry.Shown, StringComparer.Ordinal))
        {
            var paths = fields.Paths().ToList();
            foreach (var path in paths)
            {
                causes.Add(new JsonObject
                { ["reason"] = "FieldManagerConflict", ["message"] = $"conflict with {entry.Shown}", ["field"] = path });
            }

            said.Add($"conflicts with {entry.Shown}:\n{string.Join("\n", paths.Select(path => "- " + path))}");
        }

        var message = causes.Count == 1
            ? $"Apply failed with 1 conflict: {causes[0].Text("message")}: {causes[0].Text("field")}"
            : $"Apply failed with {causes.Count} conflicts: {string.Join("\n", said)}";
        return new StatusError(409, "Conflict", message, new JsonObject { ["causes"] = causes });
    }

    private static List<ManagerEntry> BeforeFirstApply(ApiKind kind, JsonObject live, Writer writer)
    {
        var fields = Changes(SchemaTable.Of(kind), null, live, writer).Added;
        return [new("before-first-apply", false, kind.ApiVersion, "", writer.Time, fields)];
    }

    /// <summary>The object as a write through a subresource meets it: a Scale leaves out a count of zero.</summary>
    private static JsonObject? Seen(ApiKind kind, JsonObject? item, Writer writer)
    {
        if (writer.Subresource != "scale" || item.Whole(kind.ScalePaths.Wanted) != 0) return item;
        var seen = item!.Copy();
        seen.Ensure(kind.ScalePaths.Wanted[..^1]).Remove(kind.ScalePaths.Wanted[^1]);
        return seen;
    }

    private static FieldChanges Changes(FieldType type, JsonObject? before, JsonObject after, Writer writer)
    {
        var changes = FieldChanges.Between(type, before, after);
        foreach (var set in (FieldSet[])[changes.Added, changes.Modified, changes.Removed]) Tracked(set, writer);
        return changes;
    }

    /// <summary>Drops what no client owns, and what this way of writing can't change.</summary>
    private static FieldSet Tracked(FieldSet set, Writer writer)
    {
        set.Drop("f:apiVersion");
        set.Drop("f:kind");
        if (writer.Subresource != "status" && !writer.OwnsStatus) set.Drop("f:status");
        if (set.Find("f:metadata") is not { } metadata) return set;
        foreach (var field in ServerFields) metadata.Drop("f:" + field);
        return set.Compact();
    }

    private static void Store(JsonObject item, List<ManagerEntry> entries)
    {
        var metadata = item.Ensure("metadata");
        metadata.Remove("managedFields");
        if (ManagerEntry.Render(entries) is { } rendered) metadata["managedFields"] = rendered;
    }
}
