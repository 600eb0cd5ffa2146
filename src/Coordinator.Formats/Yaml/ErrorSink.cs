using System.Collections.Immutable;

namespace Coordinator.Formats.Yaml;

/// <summary>Collects the errors of one text.</summary>
internal sealed class ErrorSink(string? source)
{
    private readonly List<FormatError> errors = [];

    public string? Source { get; } = source;

    /// <summary>All errors found, those above the limit included: a reader compares it to see whether a value was sound.</summary>
    public int Count { get; private set; }

    public void Add(string code, string path, int line, int column, string message)
    {
        Count++;
        if (Count <= SourceLimits.Errors)
            errors.Add(new(code, path, Source, line, column, message));
        else if (Count == SourceLimits.Errors + 1)
            errors.Add(new(FormatErrorCodes.TooLarge, "", Source, line, column, $"more than {SourceLimits.Errors} errors; the rest is left out"));
    }

    /// <summary>The errors in the order of the text.</summary>
    public ImmutableArray<FormatError> ToImmutable() =>
        [.. errors.Distinct().OrderBy(error => error.Line).ThenBy(error => error.Column)];
}
