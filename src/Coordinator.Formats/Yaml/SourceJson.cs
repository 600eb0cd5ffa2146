using System.Text.Json.Nodes;

namespace Coordinator.Formats.Yaml;

/// <summary>Turns a value of a document into JSON.</summary>
internal static class SourceJson
{
    /// <summary>The JSON value; null for null. An infinite number or NaN has no JSON form and is reported.</summary>
    public static JsonNode? ToJson(SourceNode node, string path, ErrorSink errors)
    {
        switch (node)
        {
            case MappingNode mapping:
                return Object(mapping, path, errors);
            case SequenceNode sequence:
                var array = new JsonArray();
                for (var i = 0; i < sequence.Items.Count; i++)
                    array.Add(ToJson(sequence.Items[i], SourcePath.Item(path, i), errors));
                return array;
            default:
                return Scalar((ScalarNode)node, path, errors);
        }
    }

    public static JsonObject Object(MappingNode mapping, string path, ErrorSink errors)
    {
        var result = new JsonObject();
        foreach (var entry in mapping.Entries)
            result[entry.Name] = ToJson(entry.Value, SourcePath.Field(path, entry.Name), errors);
        return result;
    }

    private static JsonValue? Scalar(ScalarNode scalar, string path, ErrorSink errors)
    {
        switch (scalar.Value)
        {
            case bool truth:
                return JsonValue.Create(truth);
            case long integer:
                return JsonValue.Create(integer);
            case ulong unsigned:
                return JsonValue.Create(unsigned);
            case double number when double.IsFinite(number):
                return JsonValue.Create(number);
            case double:
                errors.Add(FormatErrorCodes.WrongType, path, scalar.Line, scalar.Column, $"`{scalar.Text}` has no JSON form");
                return null;
            default:
                return scalar.Value is string text ? JsonValue.Create(text) : null;
        }
    }
}
