using System.Text.Json.Nodes;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Apply;

/// <summary>What differs between two versions of an object, as field sets.</summary>
internal sealed class FieldChanges
{
    public FieldSet Added { get; } = new();

    public FieldSet Modified { get; } = new();

    public FieldSet Removed { get; } = new();

    public static FieldChanges Between(FieldType type, JsonObject? before, JsonObject after)
    {
        var changes = new FieldChanges();
        changes.Walk(type, before ?? [], after, changes.Added, changes.Modified, changes.Removed);
        foreach (var set in (FieldSet[])[changes.Added, changes.Modified, changes.Removed])
        {
            set.Compact();
            set.Member = false;
        }

        return changes;
    }

    /// <summary>The set of what an applier listed.</summary>
    public static FieldSet Listed(FieldType type, JsonNode? value)
    {
        var set = new FieldSet();
        List(type, value, set);
        set.Member = false;
        return set.Compact();
    }

    private void Walk(FieldType type, JsonNode? before, JsonNode? after, FieldSet added, FieldSet modified, FieldSet removed)
    {
        if (before is null && type.AlwaysThere) before = EmptyLike(after);
        if (after is null && type.AlwaysThere) after = EmptyLike(before);
        if (before is null && after is null) return;
        if (before is null) { Whole(type, after, added); return; }
        if (after is null) { Whole(type, before, removed); return; }
        if (!type.IsGranular(before) || !type.IsGranular(after) || before.GetType() != after.GetType())
        {
            if (!JsonNode.DeepEquals(before, after)) modified.Member = true;
            return;
        }

        // Most of an object is as it was: what is equal as a whole need not be taken apart.
        if (JsonNode.DeepEquals(before, after)) return;
        var old = Index(type, before);
        foreach (var part in FieldSegments.Parts(type, after))
        {
            if (old.Remove(part.Segment, out var known))
            {
                if (part.Value is not null)
                {
                    Walk(part.Type, known.Value, part.Value, added.Child(part.Segment), modified.Child(part.Segment),
                        removed.Child(part.Segment));
                }
            }
            else Missing(part, added, modified, removed);
        }

        foreach (var part in old.Values) Gone(part, added, modified, removed);
    }

    private static JsonNode? EmptyLike(JsonNode? value) => value switch { JsonObject => new JsonObject(), JsonArray => new JsonArray(), _ => null };

    private void Missing(FieldSegments.Part part, FieldSet added, FieldSet modified, FieldSet removed)
    {
        if (part.Type.AlwaysThere)
        {
            Walk(part.Type, null, part.Value, added.Child(part.Segment), modified.Child(part.Segment), removed.Child(part.Segment));
        }
        else Whole(part.Type, part.Value, added.Child(part.Segment));
    }

    private void Gone(FieldSegments.Part part, FieldSet added, FieldSet modified, FieldSet removed)
    {
        if (part.Type.AlwaysThere)
        {
            Walk(part.Type, part.Value, null, added.Child(part.Segment), modified.Child(part.Segment), removed.Child(part.Segment));
        }
        else Whole(part.Type, part.Value, removed.Child(part.Segment));
    }

    private static Dictionary<string, FieldSegments.Part> Index(FieldType type, JsonNode value)
    {
        var parts = new Dictionary<string, FieldSegments.Part>(StringComparer.Ordinal);
        foreach (var part in FieldSegments.Parts(type, value)) parts.TryAdd(part.Segment, part);
        return parts;
    }

    private static void Whole(FieldType type, JsonNode? value, FieldSet set)
    {
        set.Member = true;
        if (!type.IsGranular(value)) return;
        foreach (var part in FieldSegments.Parts(type, value)) Whole(part.Type, part.Value, set.Child(part.Segment));
    }

    private static void List(FieldType type, JsonNode? value, FieldSet set)
    {
        if (!type.IsGranular(value))
        {
            set.Member = true;
            return;
        }

        // An empty map is listed itself, and so is a field that is said to be nothing; an empty list of keyed elements is not.
        if (value is JsonObject { Count: 0 }) set.Member = true;
        foreach (var part in FieldSegments.Parts(type, value))
        {
            var child = set.Child(part.Segment);
            if (part.Segment[0] != 'f' || type.Form == FieldForm.Map) child.Member = true;
            if (part.Value is not null) List(part.Type, part.Value, child);
        }

        foreach (var (name, _) in (value as JsonObject ?? []).Where(pair => pair.Value is null)) set.Child("f:" + name).Member = true;
    }
}
