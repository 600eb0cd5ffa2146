using System.Globalization;
using System.Text.Json;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Protobuf;

/// <summary>
/// The numbers of the fields of each type on the wire, from the embedded table <c>numbers.json</c>: a type's fields in the
/// order of their numbers, which count from 1; <c>17=name</c> where some are left out. <c>name:Type</c> is a message of its own
/// on the wire whose fields stand in the object itself (an embedded struct).
/// </summary>
internal static class FieldNumbers
{
    private static readonly Dictionary<string, Dictionary<int, WireField>> Table = Load();

    /// <summary>Whether objects of a type can be sent so.</summary>
    public static bool Knows(FieldType type) => type.Name is { } name && Table.ContainsKey(name);

    /// <summary>The field with a number, or null when the type has none such.</summary>
    public static WireField? Find(string type, int number) =>
        Table.TryGetValue(type, out var fields) ? fields.GetValueOrDefault(number) : null;

    /// <summary>Names of all fields of a type, those of its embedded structs included; nothing for a type that is not in the table.</summary>
    public static IEnumerable<string> Names(string type)
    {
        foreach (var field in Table.GetValueOrDefault(type)?.Values ?? Enumerable.Empty<WireField>())
        {
            if (field.Embedded is null) yield return field.Name;
            else foreach (var name in Names(field.Embedded)) yield return name;
        }
    }

    private static Dictionary<string, Dictionary<int, WireField>> Load()
    {
        using var stream = typeof(FieldNumbers).Assembly.GetManifestResourceStream("numbers.json")
            ?? throw new InvalidOperationException("the embedded table numbers.json is missing");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!
            .ToDictionary(type => type.Key, type => Parse(type.Value), StringComparer.Ordinal);
    }

    private static Dictionary<int, WireField> Parse(string line)
    {
        var fields = new Dictionary<int, WireField>();
        var number = 0;
        foreach (var word in line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=');
            number = equals < 0 ? number + 1 : int.Parse(word.AsSpan(0, equals), CultureInfo.InvariantCulture);
            var parts = word[(equals + 1)..].Split(':');
            fields.Add(number, new(parts[0], parts.Length > 1 ? parts[1] : null));
        }

        return fields;
    }
}
