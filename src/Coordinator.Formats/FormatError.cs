namespace Coordinator.Formats;

/// <summary>One thing that is wrong with a file. A file's errors are always reported together.</summary>
/// <param name="Code">Stable name of the kind of error, one of <see cref="FormatErrorCodes"/>.</param>
/// <param name="Path">The field, e.g. <c>spec.waves[1].clusters</c>; empty for the whole document.</param>
/// <param name="Source">File or other origin as the caller named it; null where the value came from no text.</param>
/// <param name="Line">Line, from 1; 0 where the value came from no text.</param>
/// <param name="Column">Column, from 1; 0 where the value came from no text.</param>
/// <param name="Message">What is wrong and, where it is known, what to write instead.</param>
public sealed record FormatError(string Code, string Path, string? Source, int Line, int Column, string Message)
{
    /// <summary><c>release.yaml:12:5: spec.waves[1].clusters: message</c>.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{Source ?? "input"}:{Line}:{Column}: " : "";
        return Path.Length > 0 ? $"{place}{Path}: {Message}" : place + Message;
    }
}
