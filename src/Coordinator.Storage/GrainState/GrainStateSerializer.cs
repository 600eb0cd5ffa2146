using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>Grain state as versioned JSON. Orleans' ADO.NET provider and our own storage write through it.</summary>
internal sealed class GrainStateSerializer(GrainStateOptions options) : IGrainStorageSerializer
{
    private const string VersionProperty = "version";
    private const string StateProperty = "state";

    private readonly JsonWriterOptions _writer = new() { Encoder = options.Json.Encoder };

    /// <exception cref="ArgumentException">More than <see cref="StorageLimits.GrainStateBytes"/>.</exception>
    public ReadOnlyMemory<byte> Write<T>(T state)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, _writer))
        {
            json.WriteStartObject();
            json.WriteNumber(VersionProperty, options.Version);
            json.WritePropertyName(StateProperty);
            JsonSerializer.Serialize(json, state, options.Json);
            json.WriteEndObject();
        }

        return buffer.WrittenCount <= StorageLimits.GrainStateBytes
            ? buffer.WrittenMemory
            : throw new ArgumentException(
                $"the state {typeof(T).Name} has {buffer.WrittenCount} bytes; at most {StorageLimits.GrainStateBytes}",
                nameof(state));
    }

    /// <exception cref="InvalidDataException">Not state, or written by a newer program.</exception>
    public T? Read<T>(ReadOnlyMemory<byte> stored)
    {
        try
        {
            using var document = JsonDocument.Parse(stored);
            var version = document.RootElement.GetProperty(VersionProperty).GetInt32();
            var state = document.RootElement.GetProperty(StateProperty);
            if (version > options.Version)
            {
                throw new InvalidDataException(
                    $"the stored state {typeof(T).Name} has version {version}, newer than this program's {options.Version}");
            }

            return version < options.Version && options.Upcast is { } upcast
                ? upcast(typeof(T), version, JsonNode.Parse(state.GetRawText())!).Deserialize<T>(options.Json)
                : state.Deserialize<T>(options.Json);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"the stored state {typeof(T).Name} cannot be read: {e.Message}", e);
        }
    }

    public BinaryData Serialize<T>(T? input) => new(Write(input));

    public T Deserialize<T>(BinaryData input) => Read<T>(input.ToMemory())!;
}
