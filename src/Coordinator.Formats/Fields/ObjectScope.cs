using System.Globalization;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>A mapping while it is read: what rules over several fields need to know and to report.</summary>
internal sealed class ObjectScope(MappingNode mapping, ReadPoint at)
{
    private readonly HashSet<string> unsound = new(StringComparer.Ordinal);

    public MappingNode Mapping { get; } = mapping;

    public ReadPoint At { get; } = at;

    public bool Has(string field) => Mapping[field] is not null;

    /// <summary>Whether a field is absent or was read without an error.</summary>
    public bool IsSound(string field) => !unsound.Contains(field);

    public void MarkUnsound(string field) => unsound.Add(field);

    /// <summary>
    /// Reports an error at a field, or at the mapping where the field is absent. A path may lead deeper:
    /// <c>blueGreen.steps[1]</c>.
    /// </summary>
    public void Error(string path, string code, string message) =>
        Error(path.Replace("[", ".[", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries), code, message);

    /// <summary>
    /// The same with the parts of the path one by one, for keys with dots in them; an index is written <c>[1]</c>.
    /// </summary>
    public void Error(IEnumerable<string> segments, string code, string message)
    {
        var (node, where) = ((SourceNode)Mapping, At);
        foreach (var segment in segments)
        {
            if (segment.StartsWith('['))
            {
                var index = int.Parse(segment[1..^1], CultureInfo.InvariantCulture);
                where = where.Item(index);
                node = node is SequenceNode list && index < list.Items.Count ? list.Items[index] : node;
            }
            else
            {
                where = where.Field(segment);
                node = (node as MappingNode)?[segment] ?? node;
            }
        }
        where.Fail(node, code, message);
    }
}
