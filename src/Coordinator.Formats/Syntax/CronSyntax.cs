using System.Globalization;

namespace Coordinator.Formats.Syntax;

/// <summary>
/// Five-field cron expressions (minute, hour, day of month, month, day of week) with <c>*</c>, lists, ranges, steps and English
/// names; Sunday is 0 or 7. As in POSIX, a day matches either field when both are limited.
/// </summary>
internal static class CronSyntax
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV",
        "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
    private static readonly int[] LongestDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    private static readonly Field[] Fields =
    [
        new("minute", 0, 59, []), new("hour", 0, 23, []), new("day of month", 1, 31, []), new("month", 1, 12, Months),
            new("day of week", 0, 7, Days),
    ];

    /// <summary>Null for a valid expression, else what is wrong.</summary>
    public static string? Error(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
            return $"a cron expression has five fields (minute, hour, day of month, month, day of week), not {parts.Length}";
        var values = new List<SortedSet<int>>();
        for (var i = 0; i < Fields.Length; i++)
        {
            var set = new SortedSet<int>();
            if (parts[i].Split(',').FirstOrDefault(item => !Add(item, Fields[i], set)) is { } bad)
                return $"`{bad}` is no {Fields[i].Name} ({Fields[i].Least} to {Fields[i].Greatest})";
            values.Add(set);
        }
        var dayLimited = parts[4] != "*";
        return dayLimited || values[3].Any(month => values[2].Min <= LongestDays[month - 1]) ? null
            : "that day does not exist in any of those months";
    }

    private static bool Add(string item, Field field, SortedSet<int> set)
    {
        var step = 1;
        var slash = item.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && (!int.TryParse(item.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out step)
            || step < 1 || step > field.Greatest))
            return false;
        var range = slash >= 0 ? item[..slash] : item;
        if (!TryRange(range, field, slash >= 0, out var least, out var greatest) || least > greatest)
            return false;
        for (var value = least; value <= greatest; value += step)
            set.Add(value);
        return true;
    }

    private static bool TryRange(string range, Field field, bool stepped, out int least, out int greatest)
    {
        (least, greatest) = (field.Least, field.Greatest);
        if (range == "*")
            return true;
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        if (dash >= 0)
            return TryValue(range[..dash], field, out least) && TryValue(range[(dash + 1)..], field, out greatest);
        if (!TryValue(range, field, out least))
            return false;
        // `5/15` means from 5 on, every 15.
        greatest = stepped ? field.Greatest : least;
        return true;
    }

    private static bool TryValue(string text, Field field, out int value)
    {
        var named = Array.FindIndex(field.Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (named >= 0)
        {
            value = named + field.Least;
            return true;
        }
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value)
            && value >= field.Least && value <= field.Greatest;
    }

    private sealed record Field(string Name, int Least, int Greatest, string[] Names);
}
