using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Protobuf;

/// <summary>
/// Reads an object that a client sent as protobuf: the bytes <c>k8s\0</c>, then an envelope (<c>runtime.Unknown</c>) of version,
/// kind and the object. The result is the JSON that the same client would have sent. Fields that the table does not know are
/// passed over, as the wire format asks.
/// </summary>
internal static class ProtobufReader
{
    public const string MediaType = "application/vnd.kubernetes.protobuf";

    private const int MaxDepth = 64;
    private const int TypeMeta = 1;
    private const int Raw = 2;

    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object in a body whose schema is <paramref name="type"/>, with apiVersion and kind as the envelope says.</summary>
    public static JsonObject Read(FieldType type, ReadOnlyMemory<byte> body)
    {
        if (!body.Span.StartsWith(Magic)) throw StatusError.BadRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        var item = new JsonObject();
        var found = false;
        ReadOnlySpan<byte> raw = default;
        var envelope = new WireReader(body.Span[Magic.Length..]);
        while (envelope.Read())
        {
            if (envelope.Number == TypeMeta) ReadMeta(envelope.Bytes, item);
            else if (envelope.Number == Raw)
            {
                raw = envelope.Bytes;
                found = true;
            }
        }

        if (!found) throw WireReader.Malformed();
        Fields(type, type.Name!, raw, item, 0);
        return item;
    }

    private static void ReadMeta(ReadOnlySpan<byte> bytes, JsonObject item)
    {
        var meta = new WireReader(bytes);
        while (meta.Read())
        {
            if (meta.Number is 1 or 2 && !meta.Bytes.IsEmpty) item[meta.Number == 1 ? "apiVersion" : "kind"] = Text(meta.Bytes);
        }
    }

    /// <summary>Adds the fields of a message; <paramref name="numbers"/> names the type that has its numbers.</summary>
    private static void Fields(FieldType type, string numbers, ReadOnlySpan<byte> bytes, JsonObject into, int depth)
    {
        if (depth > MaxDepth) throw StatusError.BadRequest("the object is nested too deeply");
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (FieldNumbers.Find(numbers, reader.Number) is not { } field) continue;
            if (field.Embedded is { } embedded) Fields(type, embedded, reader.Bytes, into, depth + 1);
            else if (type.Field(field.Name) is { } form) Add(form, field.Name, reader, into, depth + 1);
        }
    }

    private static void Add(FieldType form, string name, WireReader reader, JsonObject into, int depth)
    {
        switch (form.Form)
        {
            case FieldForm.List:
                if (into[name] is not JsonArray list) into[name] = list = [];
                list.Add(Value(form.Element, reader, depth));
                break;
            case FieldForm.Map:
                if (into[name] is not JsonObject map) into[name] = map = [];
                Entry(form.Element, reader.Bytes, map, depth);
                break;
            default:
                into[name] = Value(form, reader, depth);
                break;
        }
    }

    private static void Entry(FieldType element, ReadOnlySpan<byte> bytes, JsonObject map, int depth)
    {
        var key = "";
        JsonNode? value = null;
        var entry = new WireReader(bytes);
        while (entry.Read())
        {
            if (entry.Number == 1) key = Text(entry.Bytes);
            else if (entry.Number == 2) value = Value(element, entry, depth);
        }

        map[key] = value ?? "";
    }

    private static JsonNode? Value(FieldType form, WireReader reader, int depth) => form.Form switch
    {
        FieldForm.Struct => Struct(form, reader.Bytes, depth),
        FieldForm.List => Nested(form, reader.Bytes, depth),
        FieldForm.Text => Text(reader.Bytes),
        FieldForm.Bytes => Convert.ToBase64String(reader.Bytes),
        FieldForm.Whole => reader.Whole,
        FieldForm.Flag => reader.Whole != 0,
        FieldForm.Number => BitConverter.Int64BitsToDouble(reader.Whole),
        FieldForm.IntOrText => IntOrText(reader.Bytes),
        FieldForm.Quantity => Text(First(reader.Bytes)),
        FieldForm.Time => Time(reader.Bytes),
        FieldForm.Any or FieldForm.Map => Open(First(reader.Bytes)),
        _ => throw new InvalidOperationException($"form {form.Form}"),
    };

    private static JsonObject Struct(FieldType form, ReadOnlySpan<byte> bytes, int depth)
    {
        var item = new JsonObject();
        Fields(form, form.Name!, bytes, item, depth);
        return item;
    }

    /// <summary>A list in a list or map is a message of its own, with the elements as field 1.</summary>
    private static JsonArray Nested(FieldType form, ReadOnlySpan<byte> bytes, int depth)
    {
        var list = new JsonArray();
        var reader = new WireReader(bytes);
        while (reader.Read()) list.Add(Value(form.Element, reader, depth));
        return list;
    }

    private static JsonNode IntOrText(ReadOnlySpan<byte> bytes)
    {
        long kind = 0, whole = 0;
        var text = "";
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1) kind = reader.Whole;
            else if (reader.Number == 2) whole = reader.Whole;
            else if (reader.Number == 3) text = Text(reader.Bytes);
        }

        return kind == 0 ? whole : text;
    }

    /// <summary>Seconds and nanoseconds since 1970. An empty message is the zero time, which JSON writes as null.</summary>
    private static JsonNode? Time(ReadOnlySpan<byte> bytes)
    {
        long? seconds = null;
        long nanos = 0;
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1) seconds = reader.Whole;
            else if (reader.Number == 2) nanos = reader.Whole;
        }

        if (seconds is not { } since) return null;
        if (since < DateTimeOffset.MinValue.ToUnixTimeSeconds() || since > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) throw WireReader.Malformed();
        var at = DateTimeOffset.FromUnixTimeSeconds(since).AddTicks(nanos / 100);
        return at.ToString(nanos == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
    }

    /// <summary>Free JSON (a RawExtension or a set of fields) travels as its own text.</summary>
    private static JsonNode? Open(ReadOnlySpan<byte> text) => text.IsEmpty ? null : BodyReader.Json(text.ToArray());

    private static ReadOnlySpan<byte> First(ReadOnlySpan<byte> bytes)
    {
        var reader = new WireReader(bytes);
        while (reader.Read())
        {
            if (reader.Number == 1) return reader.Bytes;
        }

        return default;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
