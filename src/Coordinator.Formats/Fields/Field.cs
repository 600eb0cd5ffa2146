using System.Text.Json.Nodes;

namespace Coordinator.Formats.Fields;

/// <summary>One field of an <see cref="ObjectShape{T}"/>.</summary>
internal abstract class Field<T>(string name, bool isRequired, string doc)
{
    public string Name { get; } = name;

    public bool IsRequired { get; } = isRequired;

    public string Doc { get; } = doc;

    /// <summary>Reads the field into a value, where it is there.</summary>
    public abstract T Read(T value, ObjectScope scope);

    /// <summary>The field's wire form, or null where it says nothing beyond its default.</summary>
    public abstract JsonNode? Write(T value, T seed);

    /// <summary>The field's schema with its description and default.</summary>
    public abstract JsonObject Schema(T seed, SortedDictionary<string, JsonObject> definitions);

    /// <summary>The same field of a value that holds a <typeparamref name="T"/>.</summary>
    public Field<TOuter> Within<TOuter>(Func<TOuter, T> get, Func<TOuter, T, TOuter> set) => new Embedded<TOuter>(this, get, set);

    private sealed class Embedded<TOuter>(Field<T> inner, Func<TOuter, T> get, Func<TOuter, T, TOuter> set)
        : Field<TOuter>(inner.Name, inner.IsRequired, inner.Doc)
    {
        public override TOuter Read(TOuter value, ObjectScope scope) => set(value, inner.Read(get(value), scope));

        public override JsonNode? Write(TOuter value, TOuter seed) => inner.Write(get(value), get(seed));

        public override JsonObject Schema(TOuter seed, SortedDictionary<string, JsonObject> definitions) =>
            inner.Schema(get(seed), definitions);
    }
}
