using System.Globalization;
using System.Text.RegularExpressions;

namespace Coordinator.Formats.Syntax;

/// <summary>Durations as files write them: whole numbers of h, m, s and ms in this order, e.g. <c>30s</c>, <c>1h30m</c>, <c>100ms</c>.</summary>
public static partial class Durations
{
    /// <summary>The form, for the JSON Schema. At most nine digits a part, so that no sum overflows.</summary>
    public const string Pattern = "^(?=[0-9])([0-9]{1,9}h)?([0-9]{1,9}m)?([0-9]{1,9}s)?([0-9]{1,9}ms)?$";

    /// <summary>Reads the form; false where the text is of another one.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var match = Form().Match(text);
        if (!match.Success || text.EndsWith('\n'))
            return false;
        var milliseconds = Part(match, 1, 1) * 3_600_000 + Part(match, 2, 1) * 60_000 + Part(match, 3, 1) * 1000 + Part(match, 4, 2);
        if (milliseconds > TimeSpan.MaxValue.TotalMilliseconds)
            return false;
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    private static long Part(Match match, int group, int unitLength) =>
        match.Groups[group] is { Success: true } part
            ? long.Parse(part.ValueSpan[..^unitLength], NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
