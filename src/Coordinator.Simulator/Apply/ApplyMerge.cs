using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Apply;

/// <summary>Joins an applied configuration into a live object, and takes out what its applier no longer lists.</summary>
internal static class ApplyMerge
{
    private static readonly FieldSet Nothing = new();

    public static JsonNode? Merge(FieldType type, JsonNode? live, JsonNode? config)
    {
        if (config is null) return live?.DeepClone();
        if (live is null || !type.IsGranular(config) || live.GetType() != config.GetType()) return config.DeepClone();
        return config switch
        {
            JsonObject map => MergeMaps(type, (JsonObject)live, map),
            JsonArray list => MergeLists(type, (JsonArray)live, list),
            _ => config.DeepClone(),
        };
    }

    private static JsonObject MergeMaps(FieldType type, JsonObject live, JsonObject config)
    {
        var result = live.Copy();
        foreach (var (name, value) in config)
        {
            if (value is not null) result[name] = Merge(type.Field(name) ?? FieldType.Open, live[name], value);
        }

        return result;
    }

    private static JsonArray MergeLists(FieldType type, JsonArray live, JsonArray config)
    {
        var result = new JsonArray();
        var wanted = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var item in config) wanted.TryAdd(FieldSegments.Segment(type, item!), item!);
        foreach (var item in live)
        {
            result.Add(wanted.Remove(FieldSegments.Segment(type, item!), out var joined)
                ? Merge(type.Element, item, joined) : item?.DeepClone());
        }

        foreach (var item in wanted.Values) result.Add(item.DeepClone());
        return result;
    }

    /// <summary>
    /// Removes what an applier owned and no longer lists, save what others own or own a part of. A struct of which nobody owns
    /// anything any more goes whole, with what defaults had filled into it.
    /// </summary>
    public static void Prune(FieldType type, JsonNode item, FieldSet owned, FieldSet kept)
    {
        foreach (var (segment, child) in owned.Children)
        {
            var found = FieldSegments.Parts(type, item).FirstOrDefault(part => part.Segment == segment);
            if (found.Segment is null) continue;
            var theirs = kept.Find(segment);
            var whole = child.Member || (type.Form == FieldForm.Struct && segment[0] == 'f');
            if (theirs is null && whole && segment != "f:metadata") Remove(type, item, segment);
            else if (found.Value is { } value) Prune(found.Type, value, child, theirs ?? Nothing);
        }
    }

    private static void Remove(FieldType type, JsonNode item, string segment)
    {
        if (item is JsonObject map) map.Remove(segment[2..]);
        else if (item is JsonArray list && list.FirstOrDefault(entry => FieldSegments.Segment(type, entry!) == segment) is { } found)
            list.Remove(found);
    }
}
