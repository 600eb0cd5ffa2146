namespace Coordinator.Formats.Yaml;

/// <summary>A value of a document and the place, from 1, where it is written.</summary>
internal abstract class SourceNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>Number of values in it, itself included; an alias counts as all that it stands for.</summary>
    public abstract long Size { get; }

    /// <summary>What it is, for a message: "a list".</summary>
    public abstract string Kind { get; }
}
