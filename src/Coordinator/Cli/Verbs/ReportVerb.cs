using System.CommandLine;
using Coordinator.Core.Reports;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>report</c>: the validation report of a release.</summary>
internal sealed class ReportVerb : ICommandModule
{
    private readonly Argument<string> name = NameArgument.Create();

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("report", "Show the validation report of a release: checks, metrics and success criteria. -o markdown works too.")
        {
            Examples = ["coordinator report shop-2.4.0", "coordinator report shop-2.4.0 -o markdown"],
            WritesMarkdown = true,
        };
        verb.Add(name);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var report = await client.ReportAsync(parse.GetRequiredValue(name), cancellation);
            if (GlobalOptions.IsJson(parse))
                console.WriteDocument(report);
            else if (GlobalOptions.IsMarkdown(parse))
                console.Out.Write(ReportMarkdown.Of(report));
            else
                ReportTables.Write(report, console.Out);
            return ExitCode.Done;
        });
        root.Add(verb);
    }
}
