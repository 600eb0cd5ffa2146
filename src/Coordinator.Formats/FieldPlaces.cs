using System.Globalization;
using System.Text.RegularExpressions;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats;

/// <summary>Where the fields of a file's documents stand: gives a line to an error that was found away from the text.</summary>
public sealed partial class FieldPlaces
{
    private readonly IReadOnlyList<SourceNode> documents;

    private FieldPlaces(IReadOnlyList<SourceNode> documents) => this.documents = documents;

    /// <summary>Places in a file; without any where it can't be read.</summary>
    public static FieldPlaces Read(string path)
    {
        try
        {
            return new FileInfo(path).Length > SourceLimits.TextBytes ? new([]) : Of(File.ReadAllText(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new([]);
        }
    }

    /// <summary>Places in a text; without any where it is neither YAML nor JSON.</summary>
    public static FieldPlaces Of(string text) => new(SourceText.Parse(text, new ErrorSink(null)));

    /// <summary>Line, from 1, of a field; of the nearest around it where the text does not have it; 0 where there is no such document.</summary>
    /// <param name="kind">Kind of the document, e.g. <c>Release</c>.</param>
    /// <param name="name">Its <c>metadata.name</c>.</param>
    /// <param name="path">The field, e.g. <c>spec.waves[1].clusters</c>.</param>
    public int LineOf(string kind, string name, string path)
    {
        var document = documents.OfType<MappingNode>().FirstOrDefault(candidate =>
            candidate.TextOf("kind") == kind && (candidate["metadata"] as MappingNode)?.TextOf("name") == name);
        if (document is null)
            return 0;
        var (node, line) = ((SourceNode)document, document.Line);
        foreach (Match part in Part().Matches(path))
        {
            if (Inside(node, part) is not { } next)
                break;
            (node, line) = next;
        }
        return line;
    }

    /// <summary>A field's line is that of its key: a value may begin further down.</summary>
    private static (SourceNode Node, int Line)? Inside(SourceNode node, Match part)
    {
        if (part.Groups["index"] is { Success: true } index)
            return node is SequenceNode list && int.TryParse(index.ValueSpan, CultureInfo.InvariantCulture, out var at) && at < list.Items.Count
                ? (list.Items[at], list.Items[at].Line)
                : null;
        var name = part.Groups["name"].Success ? part.Groups["name"].Value : part.Groups["quoted"].Value;
        return node is MappingNode mapping && mapping.Entries.FirstOrDefault(entry => entry.Name == name) is { } found
            ? (found.Value, found.Key.Line)
            : null;
    }

    [GeneratedRegex("""\[(?<index>[0-9]{1,6})\]|\["(?<quoted>[^"]*)"\]|(?<name>[^.\[\]]+)""")]
    private static partial Regex Part();
}
