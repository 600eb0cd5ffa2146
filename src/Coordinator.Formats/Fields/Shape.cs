using System.Text.Json.Nodes;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>
/// The form of one kind of value. Reading, writing and the JSON Schema come from the same object, so that they can't drift
/// apart.
/// </summary>
internal abstract class Shape<T>
{
    /// <summary>
    /// Reads a value and reports all that is wrong with it. True where the value can be used for further checks.
    /// </summary>
    public abstract bool TryRead(SourceNode node, ReadPoint at, out T value);

    /// <summary>The wire form of a value.</summary>
    public abstract JsonNode? Write(T value);

    /// <summary>The JSON Schema of the form; shared forms go into <paramref name="definitions"/> and are referred to.</summary>
    public abstract JsonObject Schema(SortedDictionary<string, JsonObject> definitions);

    /// <summary>What the schema can't say, for the field's description: a range, an order.</summary>
    public virtual string? Note => null;
}
