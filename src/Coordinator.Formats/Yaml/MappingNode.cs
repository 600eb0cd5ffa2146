namespace Coordinator.Formats.Yaml;

/// <summary>A mapping; keys are unique and in the order of the text.</summary>
internal sealed class MappingNode : SourceNode
{
    private readonly Dictionary<string, SourceNode> byName;

    public MappingNode(IReadOnlyList<MappingEntry> entries, int line, int column)
        : base(line, column)
    {
        Entries = entries;
        byName = entries.ToDictionary(entry => entry.Name, entry => entry.Value, StringComparer.Ordinal);
        Size = 1 + entries.Sum(entry => 1 + entry.Value.Size);
    }

    public IReadOnlyList<MappingEntry> Entries { get; }

    public override long Size { get; }

    public override string Kind => "a mapping";

    public SourceNode? this[string name] => byName.GetValueOrDefault(name);

    /// <summary>The text of a field, where it is one.</summary>
    public string? TextOf(string name) => this[name] is ScalarNode { Value: string text } ? text : null;
}
