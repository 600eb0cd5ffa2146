using System.CommandLine;
using Coordinator.Demo;

namespace Coordinator.Cli.Verbs;

/// <summary><c>demo</c>: clusters, server and releases in one go.</summary>
internal sealed class DemoVerb : ICommandModule
{
    private const int MostClusters = 6;
    private readonly Option<int> clusters = new("--clusters") { Description = "Number of simulated clusters, 1 to 6 (default 6)", HelpName = "N", DefaultValueFactory = _ => MostClusters };
    private readonly Option<string> scenario = new("--scenario")
    {
        Description = "good: a release succeeds; bad: one is noticed and rolled back; flaky: one succeeds although the clusters' APIs fail; all: good, then bad",
        HelpName = "good|bad|flaky|all",
        DefaultValueFactory = _ => "all",
    };

    private readonly Option<bool> fast = new("--fast") { Description = "Run the clock 60 times as fast as the wall's" };
    private readonly Option<bool> headless = new("--headless") { Description = "No live table: a line for each change" };
    private readonly Option<bool> crash = new("--crash") { Description = "Kill the server with SIGKILL in the middle of each release and start it again" };

    public DemoVerb()
    {
        scenario.AcceptOnlyFromAmong("good", "bad", "flaky", "all");
        clusters.Validators.Add(result =>
        {
            // What is no number has its error already, and asking for its value would throw.
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var number) && number is < 1 or > MostClusters)
            {
                result.AddError($"--clusters: between 1 and {MostClusters} are possible");
            }
        });
    }

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("demo", "Show a release over simulated clusters: one that succeeds, then one that is noticed and rolled back on its own.")
        {
            Examples = ["coordinator demo --fast", "coordinator demo --fast --crash --headless -o json"],
        };
        foreach (var option in (Option[])[clusters, scenario, fast, headless, crash])
        {
            verb.Add(option);
        }

        verb.SetAction(async (parse, cancellation) =>
        {
            var options = new DemoOptions(
                parse.GetValue(clusters), parse.GetValue(scenario)!, parse.GetValue(fast), parse.GetValue(headless), parse.GetValue(crash),
                GlobalOptions.IsJson(parse));
            var summary = await DemoRun.RunAsync(options, console, cancellation);
            return summary.IsAsExpected ? ExitCode.Done : ExitCode.Failed;
        });
        root.Add(verb);
    }
}
