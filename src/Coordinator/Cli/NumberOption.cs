using System.CommandLine;
using System.Globalization;

namespace Coordinator.Cli;

/// <summary>Options that take a whole number.</summary>
internal static class NumberOption
{
    public static Option<long> Create(string name, string helpName, string description, long initial, long least, long most) => new(name)
    {
        Description = description,
        HelpName = helpName,
        DefaultValueFactory = _ => initial,
        CustomParser = result =>
        {
            if (long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
                return number;
            result.AddError(string.Create(
                CultureInfo.InvariantCulture, $"{name}: '{result.Tokens[0].Value}' is no whole number from {least} to {most}."));
            return initial;
        },
    };
}
