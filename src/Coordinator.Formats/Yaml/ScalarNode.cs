namespace Coordinator.Formats.Yaml;

/// <summary>
/// A single value: null, <see cref="bool"/>, <see cref="long"/>, <see cref="ulong"/>, <see cref="double"/> or text.
/// </summary>
internal sealed class ScalarNode(object? value, string text, int line, int column) : SourceNode(line, column)
{
    public object? Value { get; } = value;

    /// <summary>As it is written.</summary>
    public string Text { get; } = text;

    public override long Size => 1;

    public override string Kind => Value switch
    {
        null => "empty",
        string => "a text",
        bool => $"the truth value `{Text}`",
        _ => $"the number `{Text}`",
    };
}
