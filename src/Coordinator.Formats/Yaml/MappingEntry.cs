namespace Coordinator.Formats.Yaml;

/// <summary>A key with its place, and its value.</summary>
internal sealed record MappingEntry(ScalarNode Key, SourceNode Value)
{
    public string Name => Key.Text;
}
