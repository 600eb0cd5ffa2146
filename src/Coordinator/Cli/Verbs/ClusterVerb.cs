using System.CommandLine;
using Coordinator.Core.Clusters;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>cluster</c>: registers clusters and acts on them.</summary>
internal sealed class ClusterVerb : ICommandModule
{
    private const int LongestReason = 1000;

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("cluster", "Register clusters, keep releases from starting in one, or remove it.")
        {
            Examples =
            [
                "coordinator cluster add -f clusters.yaml",
                "coordinator cluster cordon eu-west-1 --reason 'node upgrade'",
            ],
        };
        verb.Add(Add(globals, console));
        foreach (var action in Enum.GetValues<ClusterAction>())
            verb.Add(Act(action, globals, console));
        root.Add(verb);
    }

    private static Verb Add(GlobalOptions globals, CliConsole console)
    {
        var files = InputFiles.Option("File with Cluster documents; several are allowed");
        var verb = new Verb("add", "Register clusters, or bring them up to date.") { Examples = ["coordinator cluster add -f clusters.yaml"] };
        verb.Add(files);
        verb.SetAction(async (parse, cancellation) =>
        {
            var input = InputFiles.Load(parse.GetRequiredValue(files));
            if (!input.Releases.IsEmpty || input.Clusters.IsEmpty)
                throw new UsageException("cluster add takes files with Cluster documents only; a release is submitted with `apply`");
            using var client = globals.Client(parse, console);
            var outcomes = await ServerRefusals.RegisterAsync(client, input.Clusters, cancellation);
            if (GlobalOptions.IsJson(parse))
                console.WriteDocument(outcomes);
            else
                foreach (var outcome in outcomes)
                    console.Out.WriteLine($"cluster {Display.Line(outcome.Name)}: {Display.Line(outcome.Outcome)}");
            return ExitCode.Done;
        });
        return verb;
    }

    private static Verb Act(ClusterAction action, GlobalOptions globals, CliConsole console)
    {
        var word = action.ToString().ToLowerInvariant();
        var (description, done, example) = Texts(action);
        var name = new Argument<string>("NAME") { Description = "Name of the cluster" };
        var reason = new Option<string?>("--reason") { Description = "Why; stands in the journal", HelpName = "TEXT" };
        reason.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>()?.Length > LongestReason)
                result.AddError($"--reason: at most {LongestReason} characters.");
        });
        var verb = new Verb(word, description) { Examples = [$"coordinator cluster {word} {example}"] };
        verb.Add(name);
        verb.Add(reason);
        verb.SetAction(async (parse, cancellation) =>
        {
            using var client = globals.Client(parse, console);
            var cluster = await client.ActAsync(parse.GetRequiredValue(name), action, parse.GetValue(reason), cancellation);
            if (GlobalOptions.IsJson(parse))
                console.WriteDocument(cluster);
            else
                console.Out.WriteLine($"cluster {Display.Line(cluster.Name)}: {done}");
            return ExitCode.Done;
        });
        return verb;
    }

    private static (string Description, string Done, string Example) Texts(ClusterAction action) => action switch
    {
        ClusterAction.Cordon => (
            "Let no environment start in a cluster; what is under way goes on, and going back is never held up.",
            "cordoned", "eu-west-1 --reason 'node upgrade'"),
        ClusterAction.Uncordon => ("Let environments start in a cluster again.", "uncordoned", "eu-west-1"),
        ClusterAction.Remove => (
            "Take a cluster out of the registry; refused while an unfinished release uses it.", "removed", "eu-west-1 --reason 'shut down'"),
    };
}
