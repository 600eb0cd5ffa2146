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

    /// <summary>Reports an error at a field, or at the mapping where the field is absent. A path may lead deeper: <c>blueGreen.steps[1]</c>.</summary>
    public void Error(string path, string code, string message)
    {
        var (node, where) = ((SourceNode)Mapping, At);
        foreach (var segment in path.Split('.'))
        {
            var name = segment.Split('[')[0];
            where = where.Field(name);
            if (node is MappingNode here && here[name] is { } field)
                node = field;
            if (segment.Length == name.Length)
                continue;
            var index = int.Parse(segment[(name.Length + 1)..^1], System.Globalization.CultureInfo.InvariantCulture);
            where = where.Item(index);
            if (node is SequenceNode list && index < list.Items.Count)
                node = list.Items[index];
        }
        where.Fail(node, code, message);
    }
}
