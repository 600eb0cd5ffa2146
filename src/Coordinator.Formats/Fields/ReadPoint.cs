using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Fields;

/// <summary>Where a reader is, and where its errors go.</summary>
internal readonly record struct ReadPoint(ErrorSink Errors, string Path)
{
    public ReadPoint Field(string name) => this with { Path = SourcePath.Field(Path, name) };

    public ReadPoint Item(int index) => this with { Path = SourcePath.Item(Path, index) };

    /// <summary>Reports an error; false, for the reader to return.</summary>
    public bool Fail(SourceNode node, string code, string message)
    {
        Errors.Add(code, Path, node.Line, node.Column, message);
        return false;
    }

    public bool WrongType(SourceNode node, string expected) =>
        Fail(node, FormatErrorCodes.WrongType, node is ScalarNode { Value: null }
            ? $"{expected} is expected; leave the field out where nothing is meant"
            : $"{expected} is expected, not {node.Kind}");
}
