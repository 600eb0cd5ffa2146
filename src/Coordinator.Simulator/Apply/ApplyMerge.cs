using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Apply;

/// <summary>Joins an applied configuration into a live object, and takes out what its applier no longer lists.</summary>
internal static class ApplyMerge
{
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

    /// <summary>Removes the members of a set, save those that others own or own a part of.</summary>
    public static void Prune(FieldType type, JsonNode item, FieldSet gone, List<ManagerEntry> others) =>
        Prune(type, item, gone, [.. others.Select(entry => entry.Fields)]);

    private static void Prune(FieldType type, JsonNode item, FieldSet gone, List<FieldSet> others)
    {
        foreach (var (segment, child) in gone.Children)
        {
            var theirs = others.Select(set => set.Find(segment)).OfType<FieldSet>().ToList();
            var found = FieldSegments.Parts(type, item).FirstOrDefault(part => part.Segment == segment);
            if (found.Segment is null) continue;
            if (child.Member && theirs.Count == 0 && !HoldsMore(found, child)) Remove(type, item, segment);
            else if (found.Value is { } value)
            {
                Prune(found.Type, value, child, theirs);
                DropIfEmpty(found, item, value, theirs);
            }
        }
    }

    /// <summary>A struct whose parts are all gone goes as well, when nobody says that it should be there.</summary>
    private static void DropIfEmpty(FieldSegments.Part part, JsonNode parent, JsonNode value, List<FieldSet> theirs)
    {
        var empty = value is JsonObject { Count: 0 } or JsonArray { Count: 0 };
        if (empty && theirs.Count == 0 && !part.Type.AlwaysThere && parent is JsonObject map) map.Remove(part.Segment[2..]);
    }

    /// <summary>Whether a part of a map that was listed as a whole has been given fields since.</summary>
    private static bool HoldsMore(FieldSegments.Part part, FieldSet gone) =>
        part.Segment[0] == 'f' && gone.Children.Any() is false && part.Value is JsonObject { Count: > 0 }
        && part.Type.IsGranular(part.Value);

    private static void Remove(FieldType type, JsonNode item, string segment)
    {
        if (item is JsonObject map) map.Remove(segment[2..]);
        else if (item is JsonArray list && list.FirstOrDefault(entry => FieldSegments.Segment(type, entry!) == segment) is { } found)
            list.Remove(found);
    }
}
