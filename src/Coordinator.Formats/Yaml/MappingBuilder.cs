namespace Coordinator.Formats.Yaml;

/// <summary>
/// Collects the entries of a mapping: reports each key that stands twice, and takes merges (<c>&lt;&lt;: *base</c>) behind the
/// mapping's own keys.
/// </summary>
internal sealed class MappingBuilder(string path, ErrorSink errors)
{
    private readonly List<MappingEntry> entries = [];
    private readonly List<MappingEntry> merged = [];
    private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);

    public void Add(ScalarNode key, SourceNode value)
    {
        if (lines.TryAdd(key.Text, key.Line))
            entries.Add(new(key, value));
        else
            errors.Add(FormatErrorCodes.DuplicateKey, SourcePath.Field(path, key.Text), key.Line, key.Column,
                $"`{key.Text}` stands here a second time; the first is in line {lines[key.Text]}");
    }

    public void Merge(ScalarNode key, SourceNode value)
    {
        var sources = value is SequenceNode list ? list.Items : [value];
        foreach (var source in sources)
        {
            if (source is MappingNode mapping)
                merged.AddRange(mapping.Entries);
            else
                errors.Add(FormatErrorCodes.WrongType, path, key.Line, key.Column, $"`<<` takes a mapping, not {source.Kind}");
        }
    }

    public MappingNode Build(int line, int column)
    {
        entries.AddRange(merged.Where(entry => lines.TryAdd(entry.Name, entry.Key.Line)));
        return new(entries, line, column);
    }
}
