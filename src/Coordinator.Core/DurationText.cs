using System.Globalization;
using System.Text;

namespace Coordinator.Core;

/// <summary>Durations as files and people write them: whole numbers of h, m, s and ms in this order, e.g. <c>30s</c>, <c>1h30m</c>, <c>100ms</c>.</summary>
public static class DurationText
{
    /// <summary>The shortest writing; parts below a millisecond are lost.</summary>
    public static string Of(TimeSpan duration)
    {
        var text = new StringBuilder();
        Append(text, (long)duration.TotalHours, "h");
        Append(text, duration.Minutes, "m");
        Append(text, duration.Seconds, "s");
        Append(text, duration.Milliseconds, "ms");
        return text.Length > 0 ? text.ToString() : "0s";
    }

    /// <summary>The same in whole seconds, rounded down, for what goes on while it is told.</summary>
    public static string OfSeconds(TimeSpan duration) => Of(TimeSpan.FromSeconds((long)duration.TotalSeconds));

    private static void Append(StringBuilder text, long count, string unit)
    {
        if (count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
        }
    }
}
