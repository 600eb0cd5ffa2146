using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Patches;

/// <summary>
/// Strategic merge patch: as a merge patch, but lists with a merge key are joined by it; with the directives
/// <c>$patch</c>, <c>$retainKeys</c>, <c>$setElementOrder</c> and <c>$deleteFromPrimitiveList</c>.
/// </summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch";
    private const string Order = "$setElementOrder/";
    private const string DeleteFrom = "$deleteFromPrimitiveList/";

    public static JsonObject Apply(FieldType type, JsonObject target, JsonObject patch)
    {
        var result = target.Copy();
        Merge(type, result, patch);
        return result;
    }

    /// <summary>A patch as the server prints it in its refusals, which is how Go prints maps.</summary>
    public static string Shown(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{Shown(pair.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Shown))}]",
        _ => value.Text() ?? value.ToJsonString(),
    };

    private static void Merge(FieldType type, JsonObject target, JsonObject patch)
    {
        switch (patch.Text(Directive))
        {
            case "replace": Replace(target, patch); return;
            case "delete": target.Clear(); return;
            case null or "merge": break;
            case var other: throw new StatusError(500, null, $"unknown patch type: {other} in map: {Shown(patch)}");
        }

        Retain(target, patch);
        foreach (var (name, value) in patch)
        {
            if (name == Directive || name == "$retainKeys") continue;
            if (name.StartsWith(DeleteFrom, StringComparison.Ordinal)) RemoveValues(target, name[DeleteFrom.Length..], value);
            else if (name.StartsWith(Order, StringComparison.Ordinal)) continue;
            else MergeField(type.Field(name) ?? FieldType.Open, target, name, value);
        }

        foreach (var (name, value) in patch)
        {
            if (!name.StartsWith(Order, StringComparison.Ordinal) || value is not JsonArray order) continue;
            var field = name[Order.Length..];
            if (target[field] is JsonArray list) Sort(list, order, (type.Field(field) ?? FieldType.Open).MergeKey);
        }
    }

    private static void MergeField(FieldType type, JsonObject target, string name, JsonNode? value)
    {
        switch (value)
        {
            case null: target.Remove(name); break;
            case JsonObject inner:
                if (target[name] is not JsonObject next) target[name] = next = [];
                Merge(type, next, inner);
                break;
            case JsonArray list when type.MergeKey is { } key:
                if (target[name] is not JsonArray items) target[name] = items = [];
                MergeList(type.Element, items, list, key);
                break;
            case JsonArray list when type.IsSet && target[name] is JsonArray known:
                MergeValues(known, list);
                break;
            default: target[name] = value.DeepClone(); break;
        }
    }

    private static void MergeList(FieldType type, JsonArray items, JsonArray patch, string key)
    {
        if (patch.OfType<JsonObject>().Any(item => item.Text(Directive) == "replace" && item[key] is null)) items.Clear();
        var served = items.Select(item => item.At(key)).ToList();
        foreach (var entry in patch)
        {
            var item = entry as JsonObject ?? throw StatusError.BadRequest("a list of objects was expected in the patch");
            if (item[key] is not { } value)
            {
                if (item.Text(Directive) is not null) continue;
                throw new StatusError(500, null, $"map: {Shown(item)} does not contain declared merge key: {key}");
            }

            var known = items.OfType<JsonObject>().FirstOrDefault(candidate => JsonNode.DeepEquals(candidate[key], value));
            if (item.Text(Directive) == "delete")
            {
                if (known is not null) items.Remove(known);
                continue;
            }

            if (known is null) items.Add(known = []);
            Merge(type, known, item);
        }

        Interleave(items, served, [.. patch.Select(item => item.At(key)).Where(value => value is not null)], key);
    }

    /// <summary>New values of a set stand before those that it has.</summary>
    private static void MergeValues(JsonArray known, JsonArray patch)
    {
        var added = patch.Where(item => !known.Any(one => JsonNode.DeepEquals(one, item))).ToList();
        for (var i = 0; i < added.Count; i++) known.Insert(i, added[i]?.DeepClone());
    }

    /// <summary>What the patch names keeps the patch's order and stands before the rest, unless the server had it later.</summary>
    private static void Interleave(JsonArray items, List<JsonNode?> served, List<JsonNode?> patched, string key)
    {
        int Place(List<JsonNode?> order, JsonNode? item) => order.FindIndex(value => JsonNode.DeepEquals(value, item.At(key)));
        var named = new Queue<JsonNode?>(items.Where(item => Place(patched, item) >= 0).OrderBy(item => Place(patched, item)));
        var others = new Queue<JsonNode?>(items.Where(item => Place(patched, item) < 0));
        items.Clear();
        while (named.Count + others.Count > 0)
        {
            var otherFirst = others.Count > 0 && (named.Count == 0
                || (Place(served, named.Peek()) >= 0 && Place(served, others.Peek()) < Place(served, named.Peek())));
            items.Add(otherFirst ? others.Dequeue() : named.Dequeue());
        }
    }

    private static void Replace(JsonObject target, JsonObject patch)
    {
        target.Clear();
        foreach (var (name, value) in patch)
        {
            if (name != Directive && value is not null) target[name] = value.DeepClone();
        }
    }

    private static void Retain(JsonObject target, JsonObject patch)
    {
        if (patch["$retainKeys"] is not JsonArray keys) return;
        var kept = keys.Select(key => key.Text()).ToHashSet();
        foreach (var name in target.Select(pair => pair.Key).Where(name => !kept.Contains(name)).ToList()) target.Remove(name);
    }

    private static void RemoveValues(JsonObject target, string name, JsonNode? values)
    {
        if (target[name] is not JsonArray list || values is not JsonArray removed) return;
        foreach (var value in removed)
        {
            if (list.FirstOrDefault(item => JsonNode.DeepEquals(item, value)) is { } found) list.Remove(found);
        }
    }

    private static void Sort(JsonArray list, JsonArray order, string? key)
    {
        int Place(JsonNode? item) => order.Select((wanted, place) => (wanted, place))
            .Where(pair => JsonNode.DeepEquals(key is null ? item : item.At(key), key is null ? pair.wanted : pair.wanted.At(key)))
            .Select(pair => pair.place).DefaultIfEmpty(int.MaxValue).First();
        var sorted = list.OrderBy(Place).ToList();
        list.Clear();
        foreach (var item in sorted) list.Add(item);
    }
}
