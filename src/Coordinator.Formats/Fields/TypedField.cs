using System.Text.Json.Nodes;
using Coordinator.Core;

namespace Coordinator.Formats.Fields;

/// <summary>A field with its form and its place in the record.</summary>
internal sealed class TypedField<T, TValue>(
    string name, bool isRequired, Shape<TValue> shape, Func<T, (bool Given, TValue? Value)> get, Func<T, TValue, T> set,
        string doc)
    : Field<T>(name, isRequired, doc)
{
    public override T Read(T value, ObjectScope scope)
    {
        if (scope.Mapping[Name] is not { } node)
        {
            if (!IsRequired)
                return value;
            scope.MarkUnsound(Name);
            scope.At.Field(Name).Fail(scope.Mapping, FormatErrorCodes.MissingField, $"`{Name}` is missing: {Doc}");
            return value;
        }
        var before = scope.At.Errors.Count;
        var usable = shape.TryRead(node, scope.At.Field(Name), out var read);
        if (scope.At.Errors.Count > before)
            scope.MarkUnsound(Name);
        return usable ? set(value, read) : value;
    }

    public override JsonNode? Write(T value, T seed)
    {
        if (get(value) is not (true, { } given))
            return null;
        var written = shape.Write(given);
        return !IsRequired && get(seed) is (true, { } usual) && CoreJson.Write(shape.Write(usual)) == CoreJson.Write(written)
            ? null : written;
    }

    public override JsonObject Schema(T seed, SortedDictionary<string, JsonObject> definitions)
    {
        var form = shape.Schema(definitions);
        // Beside a $ref draft-07 reads nothing, so that the reference goes one level down.
        var schema = form.ContainsKey("$ref") ? new JsonObject { ["allOf"] = new JsonArray(form) } : form;
        var result = new JsonObject { ["description"] = shape.Note is { } note ? $"{Doc} {note}" : Doc };
        foreach (var (key, item) in schema)
            result[key] = item?.DeepClone();
        if (!IsRequired && get(seed) is (true, { } usual) && shape.Write(usual) is { } written and not JsonObject)
            result["default"] = written;
        return result;
    }
}
