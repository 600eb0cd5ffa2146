using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordinator.Core.Plans;

/// <summary>Identity of an environment: one application in one namespace of one cluster, written <c>cluster/namespace/application</c>.</summary>
[JsonConverter(typeof(Converter))]
public sealed record EnvironmentKey(string Cluster, string Namespace, string Application) : IComparable<EnvironmentKey>
{
    /// <summary>Reads <c>cluster/namespace/application</c>.</summary>
    /// <exception cref="FormatException">Not three non-empty parts.</exception>
    public static EnvironmentKey Parse(string text) =>
        text.Split('/') is [{ Length: > 0 } cluster, { Length: > 0 } ns, { Length: > 0 } application]
            ? new(cluster, ns, application)
            : throw new FormatException($"'{text}' is not cluster/namespace/application");

    /// <inheritdoc />
    public int CompareTo(EnvironmentKey? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <inheritdoc />
    public override string ToString() => $"{Cluster}/{Namespace}/{Application}";

    private sealed class Converter : JsonConverter<EnvironmentKey>
    {
        public override EnvironmentKey Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Parse(reader.GetString() ?? "");

        public override void Write(Utf8JsonWriter writer, EnvironmentKey value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
