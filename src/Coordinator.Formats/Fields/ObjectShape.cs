using System.Text.Json.Nodes;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A mapping with a table of fields: the form of a record. Built once, then only read.</summary>
/// <param name="name">Its name among the schema's definitions.</param>
/// <param name="doc">What it is.</param>
/// <param name="seed">The record with every default; the defaults of the schema come from it.</param>
internal sealed class ObjectShape<T>(string name, string doc, T seed) : Shape<T>
{
    private readonly List<Field<T>> fields = [];
    private readonly List<FieldChoice> choices = [];
    private readonly List<Rule<T>> rules = [];

    /// <summary>A field that must be there.</summary>
    public ObjectShape<T> Required<TValue>(string field, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> set,
        string text)
        where TValue : notnull =>
        Add(new TypedField<T, TValue>(field, true, shape, value => (true, get(value)), set, text));

    /// <summary>A field that may be left out; its default is the seed's value, null = none.</summary>
    public ObjectShape<T> Optional<TValue>(string field, Shape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> set,
        string text)
        where TValue : notnull =>
        Add(new TypedField<T, TValue>(field, false, shape, value => (get(value) is not null, get(value)), set, text));

    /// <summary>A field that may be left out and whose absence is a null of a value type.</summary>
    public ObjectShape<T> OptionalValue<TValue>(string field, Shape<TValue> shape, Func<T, TValue?> get, Func<T, TValue, T> set,
        string text)
        where TValue : struct =>
        Add(new TypedField<T, TValue>(
            field, false, shape, value => (get(value).HasValue, get(value).GetValueOrDefault()), set, text));

    /// <summary>The fields, choices and rules of another form, as if they were its own.</summary>
    public ObjectShape<T> Embed<TInner>(ObjectShape<TInner> inner, Func<T, TInner> get, Func<T, TInner, T> set)
    {
        fields.AddRange(inner.fields.Select(field => field.Within(get, set)));
        choices.AddRange(inner.choices);
        rules.AddRange(inner.rules.Select(rule =>
            new Rule<T>(rule.Needs, (value, scope) => set(value, rule.Apply(get(value), scope)))));
        return this;
    }

    public ObjectShape<T> ExactlyOne(params string[] names)
    {
        choices.Add(new(true, names));
        return this;
    }

    public ObjectShape<T> AtMostOne(params string[] names)
    {
        choices.Add(new(false, names));
        return this;
    }

    /// <summary>A check over sound fields.</summary>
    public ObjectShape<T> Check(string[] needs, Action<T, ObjectScope> check)
    {
        rules.Add(new(needs, (value, scope) =>
        {
            check(value, scope);
            return value;
        }));
        return this;
    }

    /// <summary>A default that depends on other fields.</summary>
    public ObjectShape<T> Complete(string[] needs, Func<T, ObjectScope, T> complete)
    {
        rules.Add(new(needs, complete));
        return this;
    }

    public override bool TryRead(SourceNode node, ReadPoint at, out T value)
    {
        value = seed;
        if (node is not MappingNode mapping)
            return at.WrongType(node, "a mapping");
        var scope = new ObjectScope(mapping, at);
        RefuseUnknown(scope);
        foreach (var field in fields)
            value = field.Read(value, scope);
        foreach (var choice in choices)
            choice.Check(scope);
        foreach (var rule in rules)
        {
            if (rule.Needs.All(scope.IsSound))
                value = rule.Apply(value, scope);
        }
        return true;
    }

    public override JsonNode Write(T value)
    {
        var result = new JsonObject();
        foreach (var field in fields)
        {
            if (field.Write(value, seed) is { } written)
                result[field.Name] = written;
        }
        return result;
    }

    public override JsonObject Schema(SortedDictionary<string, JsonObject> definitions)
    {
        if (!definitions.ContainsKey(name))
        {
            // Its place is taken first, so that a form within itself would end.
            definitions[name] = [];
            definitions[name] = Definition(definitions);
        }
        return new() { ["$ref"] = $"#/definitions/{name}" };
    }

    /// <summary>The schema in place, for the root of a document.</summary>
    public JsonObject Definition(SortedDictionary<string, JsonObject> definitions)
    {
        var properties = new JsonObject();
        foreach (var field in fields)
            properties[field.Name] = field.Schema(seed, definitions);
        var schema = new JsonObject
        {
            ["description"] = doc,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        var required = fields.Where(field => field.IsRequired).Select(field => JsonValue.Create(field.Name)).ToArray();
        if (required.Length > 0)
            schema["required"] = new JsonArray([.. required]);
        var limits = choices.SelectMany(choice => choice.Schema()).ToArray();
        if (limits.Length > 0)
            schema["allOf"] = new JsonArray(limits);
        return schema;
    }

    private ObjectShape<T> Add(Field<T> field)
    {
        fields.Add(field);
        return this;
    }

    private void RefuseUnknown(ObjectScope scope)
    {
        var known = fields.Select(field => field.Name).ToList();
        foreach (var entry in scope.Mapping.Entries.Where(entry => !known.Contains(entry.Name)))
        {
            var unused = known.Where(field => !scope.Has(field)).ToList();
            var meant = Nearest.Of(entry.Name, unused) is null ? known : unused;
            scope.At.Field(entry.Name).Fail(entry.Key, FormatErrorCodes.UnknownField,
                $"unknown field `{entry.Name}`{Nearest.Hint(entry.Name, meant)}");
        }
    }
}
