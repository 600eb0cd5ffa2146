using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Coordinator.Storage;

/// <summary>How grain state becomes JSON, the same on every backend: <c>{"version":1,"state":{…}}</c>.</summary>
public sealed record GrainStateOptions
{
    /// <summary>
    /// Options of System.Text.Json. Default <see cref="CreateJson"/>. A member that the type no longer has is dropped at the next
    /// write unless the type carries <c>[JsonExtensionData]</c>.
    /// </summary>
    public JsonSerializerOptions Json { get; init; } = CreateJson();

    /// <summary>Version stamped on what is written. Default 1, from 1. State with a higher one is refused when read.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Turns state of an older version, its type and version given, into the current form; null reads it as it
    /// is.</summary>
    public Func<Type, int, JsonNode, JsonNode>? Upcast { get; init; }

    /// <summary>camelCase, enums by name, text unescaped so that people can read it, discriminators in any place.</summary>
    public static JsonSerializerOptions CreateJson() => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowOutOfOrderMetadataProperties = true,
        // Never part of a page: what the UI shows it encodes itself.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };
}
