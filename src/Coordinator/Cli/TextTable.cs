using Coordinator.Live;

namespace Coordinator.Cli;

/// <summary>Columns of text without lines, for people and for <c>awk</c>: nothing is wrapped or cut, the last column is not padded.</summary>
internal sealed class TextTable(params string[] titles)
{
    private readonly List<string[]> rows = [[.. titles.Select(title => title.ToUpperInvariant())]];

    public void Add(params string?[] cells) =>
        rows.Add([.. cells.Select(cell => Display.Line(cell) is { Length: > 0 } text ? text : Display.Nothing)]);

    public void WriteTo(TextWriter writer, string indent = "")
    {
        var widths = Enumerable.Range(0, titles.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            writer.WriteLine(indent + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
