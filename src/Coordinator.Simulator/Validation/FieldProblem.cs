using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Validation;

/// <summary>One thing that is wrong with an object, worded as the API server words it.</summary>
internal sealed record FieldProblem(string Reason, string Field, string Message)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static FieldProblem Required(string field, string detail = "") =>
        new("FieldValueRequired", field, Join("Required value", detail));

    public static FieldProblem Invalid(string field, JsonNode? value, string detail) =>
        new("FieldValueInvalid", field, Join("Invalid value: " + Show(value), detail));

    public static FieldProblem Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", field, Join("Invalid value: " + Quote(value), detail));

    public static FieldProblem InvalidRaw(string field, string shown, string detail) =>
        new("FieldValueInvalid", field, Join("Invalid value: " + shown, detail));

    public static FieldProblem Duplicate(string field, string shown) =>
        new("FieldValueDuplicate", field, "Duplicate value: " + shown);

    public static FieldProblem Forbidden(string field, string detail) =>
        new("FieldValueForbidden", field, Join("Forbidden", detail));

    public static FieldProblem TooLong(string field, string detail) =>
        new("FieldValueTooLong", field, Join("Too long", detail));

    public static FieldProblem TypeInvalid(string field, string shown, string detail) =>
        new("FieldValueTypeInvalid", field, Join("Invalid value: " + shown, detail));

    public static FieldProblem TooMany(string field, long count, long most) =>
        new("FieldValueTooMany", field, $"Too many: {count}: must have at most {most} items");

    public static FieldProblem NotSupported(string field, string shown, params string[] supported) =>
        new("FieldValueNotSupported", field,
            $"Unsupported value: {shown}: supported values: {string.Join(", ", supported.Select(Quote))}");

    public static string Quote(string text) => JsonSerializer.Serialize(text, Plain);

    public static string Show(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue plain when plain.TryGetValue<string>(out var text) => Quote(text),
        JsonValue plain when plain.TryGetValue<long>(out var whole) => whole.ToString(CultureInfo.InvariantCulture),
        _ => value.ToJsonString(Plain),
    };

    private static string Join(string head, string detail) => detail.Length == 0 ? head : $"{head}: {detail}";
}
