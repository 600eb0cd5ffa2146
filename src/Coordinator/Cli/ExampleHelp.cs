using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Coordinator.Cli;

/// <summary>Help with the examples of the verb; on the whole, with the exit codes.</summary>
internal sealed class ExampleHelp : SynchronousCommandLineAction
{
    private const string ExitCodes = """
        Exit codes:
          0  done
          1  failed
          2  the command line is wrong
          3  a file is wrong
          4  refused: the state does not permit it
          5  the release went back
          6  the server does not answer
          7  not permitted
        """;

    private readonly HelpAction inner;
    private readonly CliConsole console;

    public ExampleHelp(HelpAction inner, CliConsole console)
    {
        this.inner = inner;
        this.console = console;
        inner.MaxWidth = console.Width;
    }

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parse)
    {
        inner.Invoke(parse);
        switch (parse.CommandResult.Command)
        {
            case Verb { Examples.IsEmpty: false } verb:
                console.Out.WriteLine(verb.Examples.Length == 1 ? "Example:" : "Examples:");
                foreach (var example in verb.Examples)
                    console.Out.WriteLine($"  {example}");
                console.Out.WriteLine();
                break;
            case RootCommand:
                console.Out.WriteLine(ExitCodes);
                console.Out.WriteLine();
                break;
        }
        return ExitCode.Done;
    }
}
