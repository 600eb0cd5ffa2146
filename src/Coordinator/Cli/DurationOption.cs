using System.CommandLine;
using Coordinator.Formats.Syntax;

namespace Coordinator.Cli;

/// <summary>Options that take a duration as files write it.</summary>
internal static class DurationOption
{
    /// <summary>Longest that a timer takes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(40);

    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            if (Durations.TryParse(result.Tokens[0].Value, out var duration) && duration > TimeSpan.Zero && duration <= Longest)
                return duration;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is no duration like 30s, 5m or 1h30m, up to 40 days.");
            return null;
        },
    };
}
