using System.Collections.Immutable;
using System.CommandLine;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;

namespace Coordinator.Cli.Verbs;

/// <summary><c>plan</c>: what a release would do.</summary>
internal sealed class PlanVerb : ICommandModule
{
    private readonly Option<string[]> files = InputFiles.Option("File with Release documents; several are allowed");

    private readonly Option<bool> offline = new("--offline") { Description = "Plan in this process, without a server; needs --clusters" };

    private readonly Option<string[]> clusters = new("--clusters")
    {
        Description = "File with the Cluster documents to plan against, with --offline; several are allowed",
        HelpName = "FILE",
    };

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("plan", "Show what a release would do: waves, environments, steps, exposure, duration. Changes nothing.")
        {
            Examples =
            [
                "coordinator plan -f release.yaml",
                "coordinator plan --offline --clusters clusters.yaml -f release.yaml",
            ],
        };
        verb.Add(files);
        verb.Add(offline);
        verb.Add(clusters);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(offline) != result.GetResult(clusters) is not null)
                result.AddError("'--offline' and '--clusters' belong together.");
        });
        verb.SetAction((parse, cancellation) => RunAsync(parse, globals, console, cancellation));
        root.Add(verb);
    }

    private async Task<int> RunAsync(ParseResult parse, GlobalOptions globals, CliConsole console, CancellationToken cancellation)
    {
        var input = InputFiles.Load(parse.GetRequiredValue(files));
        if (input.Releases.IsEmpty)
            throw new UsageException("plan: the files hold no Release");
        var results = parse.GetValue(offline)
            ? PlanOffline(input, InputFiles.Load(parse.GetRequiredValue(clusters)))
            : await PlanByServerAsync(input, parse, globals, console, cancellation);
        if (GlobalOptions.IsJson(parse))
            console.WriteDocument(results);
        else
            PlanText.Write(results, console.Out);
        return ExitCode.Done;
    }

    private static async Task<PlanResults> PlanByServerAsync(
        InputFiles input, ParseResult parse, GlobalOptions globals, CliConsole console, CancellationToken cancellation)
    {
        using var client = globals.Client(parse, console);
        var plans = ImmutableArray.CreateBuilder<PlanView>();
        foreach (var (file, release) in input.Releases)
            plans.Add(await ServerRefusals.LocatedAsync(file, release, () => client.PlanAsync(release, cancellation)));
        return new("server", client.Options.Server.ToString(), plans.ToImmutable());
    }

    private static PlanResults PlanOffline(InputFiles input, InputFiles fleet)
    {
        // Clusters beside the release count too: a file may hold both.
        ImmutableArray<ClusterSpec> known =
        [
            .. fleet.Clusters.Concat(input.Clusters).Select(each => each.Spec).DistinctBy(spec => spec.Name)
                .OrderBy(spec => spec.Name, StringComparer.Ordinal),
        ];
        var outcomes = input.Releases
            .Select(each => (each.File, each.Spec, Result: Planner.Plan(each.Spec, known, new PlannerOptions("offline")))).ToList();
        ImmutableArray<ProblemError> errors =
        [
            .. outcomes.SelectMany(each => InputFiles.Located(each.File, "Release", each.Spec.Name, each.Result.Errors)),
        ];
        return errors.IsEmpty
            ? new("offline", null, [.. outcomes.Select(each => PlanView.Of(each.Result.Plan!, each.Result.PlanDigest))])
            : throw new InvalidFilesException(errors);
    }
}
