using Coordinator.Core.Views;

namespace Coordinator.Live;

/// <summary>A release as plain lines, one for each change, for logs and pipes.</summary>
internal sealed class ReleaseLines
{
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private string? release;

    /// <summary>
    /// Lines on what differs from the last call: <c>2026-03-01T12:00:00Z eu-west-1 Shifting 100 % Healthy errors 0.4 % p95 42 ms</c>.
    /// Measurements alone make no line.
    /// </summary>
    /// <param name="detail">The release now.</param>
    /// <param name="now">Instant at which it was seen.</param>
    public IEnumerable<string> Changes(ReleaseDetail detail, DateTimeOffset now)
    {
        var lines = new List<string>();
        foreach (var row in MemberRow.ByWave(detail).SelectMany(wave => wave.Rows))
        {
            var state = $"{row.Cluster} {row.Phase}{Optional(row.WeightPercent is { } weight ? Display.Percent(weight) : null)}"
                + $"{Optional(row.Verdict?.ToString())}";
            var trouble = row.Trouble is { } text ? $" ({text})" : "";
            if (known.GetValueOrDefault(row.Member.Key.ToString()) == state + trouble)
                continue;
            known[row.Member.Key.ToString()] = state + trouble;
            lines.Add($"{Display.Instant(now)} {state}{Measured(row)}{trouble}");
        }
        var whole = $"{Display.Line(detail.Release.Name)} {detail.Release.Phase}"
            + (detail.Release.Waiting is { Length: > 0 } waiting ? $" (waits: {Display.Line(waiting)})" : "");
        if (whole == release)
            return lines;
        release = whole;
        // The end of a release is its last line, anything else its first.
        lines.Insert(detail.Release.EndedAt is null ? 0 : lines.Count, $"{Display.Instant(now)} {whole}");
        return lines;
    }

    private static string Measured(MemberRow row) =>
        (row.ErrorRate?.Value is null ? "" : $" errors {Display.ErrorRate(row.ErrorRate)}")
        + (row.Latency?.Value is null ? "" : $" p95 {Display.Latency(row.Latency)}");

    private static string Optional(string? text) => text is null ? "" : " " + text;
}
