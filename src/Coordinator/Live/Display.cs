using System.Globalization;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Views;

namespace Coordinator.Live;

/// <summary>How values are written for people.</summary>
internal static class Display
{
    /// <summary>Longest text from outside that is shown.</summary>
    private const int LongestText = 2000;

    /// <summary>Where there is no value.</summary>
    public const string Nothing = "-";

    /// <summary>A text from outside on one line: a control character could end a line early or drive the terminal.</summary>
    public static string Line(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var shortened = text.Length > LongestText ? text[..LongestText] + "…" : text;
        return string.Concat(shortened.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
    }

    /// <summary><c>2026-03-01T12:00:00Z</c>.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary><c>1h02m</c>, <c>2m05s</c>, <c>5s</c>: two parts are enough for people.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "0s",
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d{span.Hours:00}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h{span.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m{span.Seconds:00}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s"),
    };

    /// <summary><c>50 %</c>.</summary>
    public static string Percent(int percent) => string.Create(CultureInfo.InvariantCulture, $"{percent} %");

    /// <summary><c>Baking</c>, and what lies over it: <c>Baking (paused)</c>.</summary>
    public static string Phase(EnvironmentPhase phase, EnvironmentReport? report) =>
        Over(report) is { } over ? $"{phase} ({over})" : phase.ToString();

    /// <summary>What lies over the phase, in a word; null for nothing.</summary>
    public static string? Over(EnvironmentReport? report) => report switch
    {
        { UnreachableSince: not null } => "unreachable",
        { Pause: not null } => "paused",
        _ => null,
    };

    /// <summary><c>blue -> green</c>; in a first install <c>-> blue</c>.</summary>
    public static string Colors(EnvironmentReport? report) => report switch
    {
        { Preview: { } preview, Active: { } active } => $"{Word(active)} → {Word(preview)}",
        { Preview: { } preview } => $"→ {Word(preview)}",
        { Active: { } active } => Word(active),
        _ => Nothing,
    };

    /// <summary>Name of a colour as objects carry it.</summary>
    public static string Word(Color color) => color switch
    {
        Color.Blue => "blue",
        Color.Green => "green",
    };

    /// <summary>The environment's share of errors, <c>0.4 %</c>.</summary>
    public static string ErrorRate(MetricView? metric) => metric?.Value is { } share
        ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %")
        : Nothing;

    /// <summary>A latency, <c>42 ms</c>.</summary>
    public static string Latency(MetricView? metric) => metric?.Value is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.#} ms")
        : Nothing;

    /// <summary>First metric of a kind; null where it is not measured.</summary>
    public static MetricView? Metric(EnvironmentView? view, string kind) => view?.Metrics.FirstOrDefault(metric => metric.Kind == kind);
}
