using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Tables;

/// <summary>Durations as people read them: <c>45s</c>, <c>3m20s</c>, <c>5h12m</c>, <c>9d</c>.</summary>
internal static class Ages
{
    private const int DaysOfYear = 365;

    public static string Of(JsonNode? instant, DateTimeOffset now) => Instant(instant) is { } at ? Of(now - at) : "<unknown>";

    public static DateTimeOffset? Instant(JsonNode? node) =>
        DateTimeOffset.TryParse(node.Text(), CultureInfo.InvariantCulture, out var at) ? at : null;

    public static string Of(TimeSpan duration)
    {
        var seconds = (long)Math.Floor(duration.TotalSeconds);
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return $"{seconds}s";
        var minutes = seconds / 60;
        if (minutes < 10) return Pair(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return $"{minutes}m";
        var hours = minutes / 60;
        if (hours < 8) return Pair(hours, "h", minutes % 60, "m");
        if (hours < 48) return $"{hours}h";
        var days = hours / 24;
        if (days < 8) return Pair(days, "d", hours % 24, "h");
        if (days < 2 * DaysOfYear) return $"{days}d";
        return days < 8 * DaysOfYear ? Pair(days / DaysOfYear, "y", days % DaysOfYear, "d") : $"{days / DaysOfYear}y";
    }

    private static string Pair(long large, string unit, long small, string part) => small == 0 ? $"{large}{unit}" : $"{large}{unit}{small}{part}";
}
