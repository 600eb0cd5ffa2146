using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Protobuf;
using Coordinator.Simulator.Schemas;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Coordinator.Simulator.Api;

/// <summary>Reads request bodies: JSON, and YAML and protobuf where the server takes them.</summary>
internal static class BodyReader
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>The object in a body, in the form that its media type says; of custom resources there is no protobuf.</summary>
    public static JsonObject Object(string contentType, ReadOnlyMemory<byte> body, FieldType schema, List<string>? repeated = null)
    {
        var hasNumbers = FieldNumbers.Knows(schema);
        JsonNode node = ObjectHandler.MediaType(contentType) switch
        {
            "application/json" or "" => Json(body, repeated),
            "application/yaml" => Yaml(body),
            ProtobufReader.MediaType when hasNumbers => ProtobufReader.Read(schema, body),
            _ => throw StatusError.BodyMediaType(hasNumbers),
        };
        return node as JsonObject ?? throw StatusError.BadRequest("the body of the request is no object");
    }

    public static JsonNode Json(ReadOnlyMemory<byte> body, List<string>? repeated = null)
    {
        try
        {
            return JsonText.Parse(body.Span, Options, repeated) ?? throw StatusError.BadRequest("the body is null");
        }
        catch (Exception defect) when (defect is JsonException or ArgumentException)
        {
            throw StatusError.BadRequest($"couldn't get version/kind; json parse error: {defect.Message}");
        }
    }

    /// <summary>YAML, of which JSON is a part.</summary>
    public static JsonNode Yaml(ReadOnlyMemory<byte> body)
    {
        var text = System.Text.Encoding.UTF8.GetString(body.Span);
        if (text.AsSpan().TrimStart() is ['{', ..] && TryJson(body) is { } json) return json;
        try
        {
            var stream = new YamlStream();
            // No aliases: a small document could otherwise stand for a huge one.
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0) throw StatusError.BadRequest("error decoding YAML: the document is empty");
            return Convert(stream.Documents[0].RootNode, 0) ?? throw StatusError.BadRequest("error decoding YAML: null");
        }
        catch (YamlException defect)
        {
            throw StatusError.BadRequest($"error decoding YAML: error converting YAML to JSON: yaml: line {defect.Start.Line}: {defect.Message}");
        }
    }

    private static JsonNode? TryJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonText.Parse(body.Span, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonNode? Convert(YamlNode node, int depth)
    {
        if (depth > MaxDepth) throw StatusError.BadRequest("error decoding YAML: nested too deeply");
        switch (node)
        {
            case YamlMappingNode map:
                var json = new JsonObject();
                foreach (var (key, value) in map.Children) json[Key((YamlScalarNode)key)] = Convert(value, depth + 1);
                return json;
            case YamlSequenceNode list:
                return new JsonArray([.. list.Children.Select(item => Convert(item, depth + 1))]);
            case YamlScalarNode scalar: return Scalar(scalar);
            default: throw StatusError.BadRequest("error decoding YAML: aliases are not taken");
        }
    }

    /// <summary>A key is text, whatever else it would be as a value.</summary>
    private static string Key(YamlScalarNode key) => Scalar(key) switch { null => "null", var value => value.Text() ?? value.ToJsonString() };

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted or ScalarStyle.Literal or ScalarStyle.Folded)
            return JsonValue.Create(text);
        if (text is "" or "~" or "null" or "Null" or "NULL") return null;
        // As YAML 1.1 has it, which is what the server reads.
        if (text is "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON") return JsonValue.Create(true);
        if (text is "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF") return JsonValue.Create(false);
        if (long.TryParse(text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var whole))
            return JsonValue.Create(whole);
        return double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            && char.IsAsciiDigit(text[^1]) ? JsonValue.Create(number) : JsonValue.Create(text);
    }
}
