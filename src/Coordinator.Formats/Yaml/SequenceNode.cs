namespace Coordinator.Formats.Yaml;

/// <summary>A list.</summary>
internal sealed class SequenceNode(IReadOnlyList<SourceNode> items, int line, int column) : SourceNode(line, column)
{
    public IReadOnlyList<SourceNode> Items { get; } = items;

    public override long Size { get; } = 1 + items.Sum(item => item.Size);

    public override string Kind => "a list";
}
