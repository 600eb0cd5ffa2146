using System.Collections.Immutable;

namespace Coordinator.Formats.Yaml;

/// <summary>Collects the errors of one text.</summary>
internal sealed class ErrorSink(string? source)
{
    private const int LongestPath = 500;
    private const int LongestMessage = 2000;

    private readonly List<FormatError> errors = [];

    public string? Source { get; } = source;

    /// <summary>
    /// All errors found, those above the limit included: a reader compares it to see whether a value was sound.
    /// </summary>
    public int Count { get; private set; }

    /// <summary>Line and column are from 1.</summary>
    public void Add(string code, string path, int line, int column, string message)
    {
        Count++;
        if (Count <= SourceLimits.Errors)
            errors.Add(new(code, Printable(path, LongestPath), Source, line, column, Printable(message, LongestMessage)));
        else if (Count == SourceLimits.Errors + 1)
            errors.Add(new(FormatErrorCodes.TooLarge, "", Source, line, column,
                $"more than {SourceLimits.Errors} errors; the rest is left out"));
    }

    /// <summary>The errors in the order of the text.</summary>
    public ImmutableArray<FormatError> ToImmutable() =>
        [.. errors.Distinct().OrderBy(error => error.Line).ThenBy(error => error.Column)];

    /// <summary>Keys and values come from anywhere: neither line ends nor megabytes of them belong into a log.</summary>
    private static string Printable(string text, int longest)
    {
        var shortened = text.Length > longest ? text[..longest] + "…" : text;
        return string.Concat(shortened.Select(c => char.IsControl(c) ? ' ' : c));
    }
}
