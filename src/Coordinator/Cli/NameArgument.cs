using System.CommandLine;

namespace Coordinator.Cli;

/// <summary>The name of a release as an argument.</summary>
internal static class NameArgument
{
    private const int Longest = 253;

    public static Argument<string> Create(string description = "Name of the release")
    {
        var argument = new Argument<string>("NAME") { Description = description };
        argument.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 or > Longest }])
                result.AddError($"NAME: 1 to {Longest} characters.");
        });
        return argument;
    }
}
