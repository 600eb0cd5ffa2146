using System.Text.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Schemas;

/// <summary>
/// The fields of every built-in type, from the embedded table <c>fields.json</c>: type, field, form. <c>[X]</c> is a list of
/// X, <c>{X}</c> a map.
/// </summary>
internal static class SchemaTable
{
    private static readonly Dictionary<string, Dictionary<string, string>> Table = Load();

    private static readonly Dictionary<string, FieldType> Types = new(StringComparer.Ordinal);

    /// <summary>The metadata of every object.</summary>
    public static FieldType Metadata { get; } = Parse("V1ObjectMeta", "metadata");

    public static FieldType Of(ApiKind kind) => kind.Definition?.Structure ?? Body(kind.Schema!);

    /// <summary>The type of a body by its schema's name.</summary>
    public static FieldType Body(string schema)
    {
        lock (Types) return Struct(schema);
    }

    private static Dictionary<string, Dictionary<string, string>> Load()
    {
        using var stream = typeof(SchemaTable).Assembly.GetManifestResourceStream("fields.json")
            ?? throw new InvalidOperationException("the embedded table fields.json is missing");
        return JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(stream)!;
    }

    private static FieldType Struct(string name)
    {
        if (Types.TryGetValue(name, out var known)) return known;
        // Registered before its fields are read, so that a type may hold itself.
        var type = new FieldType
        { Form = FieldForm.Struct, Name = name, Atomic = MergeRules.AtomicTypes.Contains(name) };
        Types[name] = type;
        foreach (var (field, form) in Table[name]) type.Fields[field] = Parse(form, field, name);
        return type;
    }

    private static FieldType Parse(string form, string field, string owner = "")
    {
        var key = $"{owner}.{field}";
        return form[0] switch
        {
            '[' => List(form, field, key),
            '{' => new() { Form = FieldForm.Map, Element = Parse(form[1..^1], ""), Atomic = MergeRules.AtomicFields.Contains(key) },
            _ => Plain(form, field, key),
        };
    }

    private static FieldType List(string form, string field, string key)
    {
        var rule = MergeRules.Lists.GetValueOrDefault(key) ?? MergeRules.Lists.GetValueOrDefault(field);
        return new()
        {
            Form = FieldForm.List,
            Element = Parse(form[1..^1], ""),
            Keys = MergeRules.AtomicFields.Contains(key) ? null : rule?.Keys,
            MergeKey = rule?.MergeKey,
            IsSet = MergeRules.Sets.Contains(key),
            AlwaysThere = MergeRules.AlwaysThere.Contains(key),
        };
    }

    private static FieldType Plain(string form, string field, string key) => form switch
    {
        "string" => new() { Form = FieldForm.Text },
        "bytes" => new() { Form = FieldForm.Bytes },
        "int" => new() { Form = FieldForm.Whole, ZeroIsAbsent = ZeroIsAbsent(field, key) },
        "number" => new() { Form = FieldForm.Number },
        "bool" => new() { Form = FieldForm.Flag, ZeroIsAbsent = ZeroIsAbsent(field, key) },
        "intOrString" => new() { Form = FieldForm.IntOrText },
        "quantity" => new() { Form = FieldForm.Quantity },
        "time" => new() { Form = FieldForm.Time },
        "any" => FieldType.Open,
        _ => AlwaysThere(field, key) ? Always(Struct(form)) : Struct(form),
    };

    private static bool AlwaysThere(string field, string key) =>
        MergeRules.AlwaysThere.Contains(field) || MergeRules.AlwaysThere.Contains(key);

    private static bool ZeroIsAbsent(string field, string key) =>
        MergeRules.ZeroIsAbsent.Contains(field) || MergeRules.ZeroIsAbsent.Contains(key);

    private static FieldType Always(FieldType type) => new()
    { Form = type.Form, Name = type.Name, Fields = type.Fields, Atomic = type.Atomic, AlwaysThere = true };
}
