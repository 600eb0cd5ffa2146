using System.Collections.Immutable;
using System.CommandLine;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Kubernetes.Rbac;

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

    private readonly Option<bool> rbac = new("--rbac")
    {
        Description = "Print, instead of the plan, the roles with which the release runs, as YAML for kubectl apply, for each cluster and namespace",
    };

    private readonly Option<string> subject = new("--subject")
    {
        Description = "Who gets the roles, with --rbac: serviceaccount:NAMESPACE/NAME, user:NAME or group:NAME "
            + "(default serviceaccount:coordinator/coordinator)",
        HelpName = "SUBJECT",
    };

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("plan", "Show what a release would do: waves, environments, steps, exposure, duration. Changes nothing.")
        {
            Examples =
            [
                "coordinator plan -f release.yaml",
                "coordinator plan --offline --clusters clusters.yaml -f release.yaml",
                "coordinator plan --rbac --subject user:coordinator -f release.yaml",
            ],
        };
        verb.Add(files);
        verb.Add(offline);
        verb.Add(clusters);
        verb.Add(rbac);
        verb.Add(subject);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(offline) != result.GetResult(clusters) is not null)
                result.AddError("'--offline' and '--clusters' belong together.");
            if (result.GetResult(subject) is not null && !result.GetValue(rbac))
                result.AddError("'--subject' needs '--rbac'.");
            if (result.GetValue(subject) is { } given && RbacSubject.Parse(given) is null)
                result.AddError("'--subject' is serviceaccount:NAMESPACE/NAME, user:NAME or group:NAME.");
        });
        verb.SetAction((parse, cancellation) => RunAsync(parse, globals, console, cancellation));
        root.Add(verb);
    }

    private async Task<int> RunAsync(ParseResult parse, GlobalOptions globals, CliConsole console, CancellationToken cancellation)
    {
        var input = InputFiles.Load(parse.GetRequiredValue(files));
        if (input.Releases.IsEmpty)
            throw new UsageException("plan: the files hold no Release");
        if (parse.GetValue(rbac))
            return await WriteRolesAsync(input, parse, globals, console, cancellation);
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

    private async Task<int> WriteRolesAsync(
        InputFiles input, ParseResult parse, GlobalOptions globals, CliConsole console, CancellationToken cancellation)
    {
        var known = parse.GetValue(offline)
            ? Known(input, InputFiles.Load(parse.GetRequiredValue(clusters)))
            : await RegisteredAsync(parse, globals, console, cancellation);
        var to = parse.GetValue(subject) is { } given ? RbacSubject.Parse(given)! : RbacSubject.Default;
        ImmutableArray<ClusterRoles> roles =
            [.. Planned(input, known).SelectMany(each => PlannedRoles.Of(each.Result, to)).DistinctBy(each => each.Environment)];
        if (GlobalOptions.IsJson(parse))
            console.WriteDocument(new { environments = roles });
        else
            foreach (var each in roles)
                RbacYaml.Write(each, console.Out);
        return ExitCode.Done;
    }

    private static async Task<ImmutableArray<ClusterSpec>> RegisteredAsync(
        ParseResult parse, GlobalOptions globals, CliConsole console, CancellationToken cancellation)
    {
        using var client = globals.Client(parse, console);
        var all = ImmutableArray.CreateBuilder<ClusterSpec>();
        for (string? cursor = null; ;)
        {
            var page = await client.ClustersAsync(cursor, cancellation);
            all.AddRange(page.Items);
            if (page.Next is not { } next)
                return all.ToImmutable();
            cursor = next;
        }
    }

    /// <summary>Neither the owner nor the image shows in what an offline plan says: both are the server's.</summary>
    private static readonly PlannerOptions Offline = new("offline", CheckImage: "coordinator");

    private static PlanResults PlanOffline(InputFiles input, InputFiles fleet) => new("offline", null,
        [.. Planned(input, Known(input, fleet)).Select(each => PlanView.Of(each.Result.Plan!, each.Result.PlanDigest))]);

    /// <summary>Clusters beside the release count too: a file may hold both.</summary>
    private static ImmutableArray<ClusterSpec> Known(InputFiles input, InputFiles fleet) =>
    [
        .. fleet.Clusters.Concat(input.Clusters).Select(each => each.Spec).DistinctBy(spec => spec.Name)
            .OrderBy(spec => spec.Name, StringComparer.Ordinal),
    ];

    /// <exception cref="InvalidFilesException">A release can't be planned; every error of all.</exception>
    private static List<(string File, PlanResult Result)> Planned(InputFiles input, ImmutableArray<ClusterSpec> known)
    {
        var outcomes = input.Releases
            .Select(each => (each.File, each.Spec, Result: Planner.Plan(each.Spec, known, Offline))).ToList();
        ImmutableArray<ProblemError> errors =
        [
            .. outcomes.SelectMany(each => InputFiles.Located(each.File, "Release", each.Spec.Name, each.Result.Errors)),
        ];
        return errors.IsEmpty ? [.. outcomes.Select(each => (each.File, each.Result))] : throw new InvalidFilesException(errors);
    }
}
