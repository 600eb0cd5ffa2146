using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Schemas;

/// <summary>The type of a field: what it holds and how two writers' values of it are joined.</summary>
internal sealed class FieldType
{
    public static readonly FieldType Open = new() { Form = FieldForm.Any };

    public required FieldForm Form { get; init; }

    /// <summary>Of a struct: its name; of anything else: null.</summary>
    public string? Name { get; init; }

    /// <summary>Of a list or map: the type of what is in it.</summary>
    public FieldType Element { get; init; } = null!;

    /// <summary>Of a struct.</summary>
    public Dictionary<string, FieldType> Fields { get; init; } = [];

    /// <summary>Of a struct: whether it may have fields that it does not name.</summary>
    public bool Preserves { get; init; }

    /// <summary>Owned as a whole under server-side apply.</summary>
    public bool Atomic { get; init; }

    /// <summary>Of a list: the fields that tell its elements apart under server-side apply; null when there are none.</summary>
    public string[]? Keys { get; init; }

    /// <summary>Of a list: the key of a strategic merge patch; null when the patch replaces the list.</summary>
    public string? MergeKey { get; init; }

    /// <summary>Of a list of plain values: a set.</summary>
    public bool IsSet { get; init; }

    /// <summary>Never absent in the server's own form (a value, not a pointer): its presence is no one's doing.</summary>
    public bool AlwaysThere { get; init; }

    /// <summary>Of a number or flag: zero or false says the same as leaving it out (a value, not a pointer).</summary>
    public bool ZeroIsAbsent { get; init; }

    /// <summary>Of a struct: its name in the server's own language, without its group and version.</summary>
    public string GoName => GoNames.Of(Name ?? "").Name;

    /// <summary>The type in the server's own language, as it names types to clients that sent another.</summary>
    public string GoType(string path) => Form switch
    {
        FieldForm.Struct => $"{GoNames.Of(Name ?? "").Package}.{GoName}",
        FieldForm.List => "[]" + Element.GoType(path),
        FieldForm.Map => "map[string]" + Element.GoType(path),
        FieldForm.Bytes => "[]uint8",
        FieldForm.Whole => GoNames.IsLong(path[(path.LastIndexOf('.') + 1)..]) ? "int64" : "int32",
        FieldForm.Flag => "bool",
        FieldForm.Number => "float64",
        _ => "string",
    };

    /// <summary>The type of a field, or null when there is no such field. Open types have every field.</summary>
    public FieldType? Field(string name) => Form switch
    {
        FieldForm.Struct => Fields.GetValueOrDefault(name) ?? (Preserves ? Open : null),
        FieldForm.Map => Element,
        _ => Open,
    };

    /// <summary>Whether its parts have owners of their own.</summary>
    public bool IsGranular(JsonNode? value) => !Atomic && value switch
    {
        JsonObject => true,
        JsonArray => Keys is not null || IsSet,
        _ => false,
    };
}
