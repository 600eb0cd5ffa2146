using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A list.</summary>
internal sealed class ListShape<T>(Shape<T> item) : Shape<ImmutableArray<T>>
{
    public int MaxItems { get; init; } = 1000;

    /// <summary>Null where an empty list is allowed, else why it is not.</summary>
    public string? WhyNotEmpty { get; init; }

    /// <summary>What must be unique among the items; null = nothing.</summary>
    public Func<T, string>? UniqueBy { get; init; }

    /// <summary>Field of the item that <see cref="UniqueBy"/> gives; null = the item itself.</summary>
    public string? UniqueField { get; init; }

    public override string? Note => UniqueBy is null ? item.Note
        : UniqueField is null ? $"No item twice. {item.Note}".TrimEnd()
        : $"No {UniqueField} twice.";

    public override bool TryRead(SourceNode node, ReadPoint at, out ImmutableArray<T> value)
    {
        value = [];
        if (node is not SequenceNode list)
            return at.WrongType(node, "a list");
        if (list.Items.Count == 0 && WhyNotEmpty is not null)
            at.Fail(node, FormatErrorCodes.EmptyList, $"an empty list: {WhyNotEmpty}");
        if (list.Items.Count > MaxItems)
            return at.Fail(node, FormatErrorCodes.OutOfRange, $"{list.Items.Count} items; at most {MaxItems} are taken");
        var items = ImmutableArray.CreateBuilder<T>(list.Items.Count);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (!item.TryRead(list.Items[i], at.Item(i), out var read))
                continue;
            items.Add(read);
            if (UniqueBy?.Invoke(read) is { Length: > 0 } key && !seen.TryAdd(key, i))
                Duplicate(list.Items[i], at.Item(i), key, seen[key]);
        }
        value = items.ToImmutable();
        return true;
    }

    public override JsonNode? Write(ImmutableArray<T> value) => new JsonArray([.. value.Select(item.Write)]);

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = item.Schema(definitions), ["maxItems"] = MaxItems };
        if (WhyNotEmpty is not null)
            schema["minItems"] = 1;
        return schema;
    }

    private void Duplicate(SourceNode node, ReadPoint at, string key, int first)
    {
        var where = UniqueField is null ? at : at.Field(UniqueField);
        var place = UniqueField is not null && node is MappingNode mapping && mapping[UniqueField] is { } field ? field : node;
        where.Fail(place, FormatErrorCodes.DuplicateName, $"`{key}` is taken already, by item {first}");
    }
}
