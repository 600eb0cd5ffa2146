using System.CommandLine;
using System.CommandLine.Invocation;

namespace Coordinator.Cli;

/// <summary>Runs a command line and turns whatever happens into an exit code.</summary>
internal static class CommandLine
{
    /// <param name="root">The command tree.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="console">The process around it.</param>
    /// <param name="cancellation">Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        RootCommand root, IReadOnlyList<string> args, CliConsole console, CancellationToken cancellation)
    {
        // A reason may begin with @: no response files.
        var parse = root.Parse(Worded(args), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parse.Errors.Count > 0 && parse.Action is null or ParseErrorAction)
            return RefuseUsage(parse, console, parse.Errors.Select(error => error.Message));
        if (GlobalOptions.IsMarkdown(parse) && parse.CommandResult.Command is not Verb { WritesMarkdown: true })
            return RefuseUsage(parse, console, ["'-o markdown' is a form of the verb report alone."]);
        var isJson = GlobalOptions.IsJson(parse);
        try
        {
            return await parse.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = console.Out,
                    Error = console.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception fault)
        {
            return Failures.Report(fault, isJson, console);
        }
    }

    /// <summary>People type <c>help apply</c> and <c>version</c> as well.</summary>
    private static IReadOnlyList<string> Worded(IReadOnlyList<string> args) => args switch
    {
        ["version"] => ["--version"],
        ["help", ..] => [.. args.Skip(1), "--help"],
        _ => args,
    };

    private static int RefuseUsage(ParseResult parse, CliConsole console, IEnumerable<string> errors)
    {
        foreach (var error in errors)
            console.Error.WriteLine(error);
        var names = new List<string>();
        for (var at = parse.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, at.Command is RootCommand ? "coordinator" : at.Command.Name);
        console.Error.WriteLine($"Try '{string.Join(' ', names)} --help'.");
        return ExitCode.Usage;
    }
}
