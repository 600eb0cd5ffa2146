using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A mapping of texts to texts, with keys of the writer's own.</summary>
internal sealed class MapShape(TextShape key, TextShape item) : Shape<ImmutableSortedDictionary<string, string>>
{
    private const int MaxEntries = 1000;

    public override string? Note => item.Note;

    public override bool TryRead(SourceNode node, ReadPoint at, out ImmutableSortedDictionary<string, string> value)
    {
        value = ImmutableSortedDictionary<string, string>.Empty;
        if (node is not MappingNode mapping)
            return at.WrongType(node, "a mapping");
        if (mapping.Entries.Count > MaxEntries)
            return at.Fail(node, FormatErrorCodes.OutOfRange, $"{mapping.Entries.Count} entries; at most {MaxEntries} are taken");
        var entries = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            var place = at.Field(entry.Name);
            if (key.Inspect(entry.Name, out var code) is { } problem)
                place.Fail(entry.Key, code, problem);
            if (item.TryRead(entry.Value, place, out var read))
                entries[entry.Name] = read;
        }
        value = entries.ToImmutable();
        return true;
    }

    public override JsonNode? Write(ImmutableSortedDictionary<string, string> value)
    {
        var result = new JsonObject();
        foreach (var (name, text) in value)
            result[name] = item.Write(text);
        return result;
    }

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions) => new()
    {
        ["type"] = "object",
        ["patternProperties"] = new JsonObject { [key.Pattern ?? "^.*$"] = item.Schema(definitions) },
        ["additionalProperties"] = false,
        ["maxProperties"] = MaxEntries,
    };
}
