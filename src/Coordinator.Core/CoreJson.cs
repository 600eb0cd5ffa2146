using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordinator.Core;

/// <summary>The one JSON form of Core's records: grain calls, grain state, journal, documents and the HTTP API share it.</summary>
public static class CoreJson
{
    /// <summary>camelCase, enums by name, nulls left out, polymorphic type names anywhere in the object.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>JSON text of a record.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>A record from JSON text.</summary>
    /// <exception cref="JsonException">Not the record's form.</exception>
    public static T Read<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, Options) ?? throw new JsonException($"null is no {typeof(T).Name}");

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = 128,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
