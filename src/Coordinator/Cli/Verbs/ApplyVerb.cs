using System.Collections.Immutable;
using System.CommandLine;
using Coordinator.Client;
using Coordinator.Core;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary><c>apply</c>: submits releases and registers clusters.</summary>
internal sealed class ApplyVerb : ICommandModule
{
    private readonly Option<string[]> files =
        InputFiles.Option("File with Release or Cluster documents; several are allowed, clusters go first");

    private readonly Option<bool> wait = new("--wait")
    {
        Description = "Wait for the end of each release; exits with 0 where it succeeded, 5 rolled back, 1 failed, 4 superseded",
    };

    private readonly Option<TimeSpan?> timeout =
        DurationOption.Create("--timeout", "Wait no longer than this, with --wait; the release goes on without being watched");

    public void AddTo(RootCommand root, GlobalOptions globals, CliConsole console)
    {
        var verb = new Verb("apply", "Submit releases and register clusters. The same file again changes nothing.")
        {
            Examples =
            [
                "coordinator apply -f clusters.yaml -f release.yaml",
                "coordinator apply -f release.yaml --wait --timeout 2h",
            ],
        };
        verb.Add(files);
        verb.Add(wait);
        verb.Add(timeout);
        verb.Validators.Add(result =>
        {
            if (result.GetResult(timeout) is not null && !result.GetValue(wait))
                result.AddError("'--timeout' needs '--wait'.");
        });
        verb.SetAction((parse, cancellation) => RunAsync(parse, globals, console, cancellation));
        root.Add(verb);
    }

    private async Task<int> RunAsync(ParseResult parse, GlobalOptions globals, CliConsole console, CancellationToken cancellation)
    {
        var input = InputFiles.Load(parse.GetRequiredValue(files));
        var isJson = GlobalOptions.IsJson(parse);
        var progress = isJson ? console.Error : console.Out;
        using var client = globals.Client(parse, console);
        var clusters = await RegisterAsync(client, input, progress, cancellation);
        var releases = await SubmitAsync(client, input, progress, cancellation);
        if (parse.GetValue(wait))
            releases = await WaitAsync(client, releases, parse, console, cancellation);
        if (isJson)
            console.WriteDocument(new ApplyResult(clusters, releases));
        return parse.GetValue(wait) ? ExitCode.Worst(releases.Select(release => release.Phase)) : ExitCode.Done;
    }

    private static async Task<ImmutableArray<ClusterRegistration>> RegisterAsync(
        CoordinatorClient client, InputFiles input, TextWriter progress, CancellationToken cancellation)
    {
        if (input.Clusters.IsEmpty)
            return [];
        var outcomes = await ServerRefusals.RegisterAsync(client, input.Clusters, cancellation);
        foreach (var outcome in outcomes)
            progress.WriteLine($"cluster {Display.Line(outcome.Name)}: {Display.Line(outcome.Outcome)}");
        return outcomes;
    }

    private static async Task<ImmutableArray<ReleaseView>> SubmitAsync(
        CoordinatorClient client, InputFiles input, TextWriter progress, CancellationToken cancellation)
    {
        var releases = ImmutableArray.CreateBuilder<ReleaseView>();
        foreach (var (file, release) in input.Releases)
        {
            var answer = await ServerRefusals.LocatedAsync(file, release, () => client.SubmitAsync(release, cancellation));
            progress.WriteLine($"release {Display.Line(answer.Release.Name)}: {(answer.Created ? "submitted" : "unchanged")}, {answer.Release.Phase}");
            releases.Add(answer.Release);
        }
        return releases.ToImmutable();
    }

    private async Task<ImmutableArray<ReleaseView>> WaitAsync(
        CoordinatorClient client, ImmutableArray<ReleaseView> releases, ParseResult parse, CliConsole console,
        CancellationToken cancellation)
    {
        using var limit = parse.GetValue(timeout) is { } longest
            ? new CancellationTokenSource(longest, console.Time)
            : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        var ended = ImmutableArray.CreateBuilder<ReleaseView>();
        foreach (var release in releases)
        {
            try
            {
                ended.Add((await ReleaseWaiting.ShowAsync(client, release.Name, GlobalOptions.IsJson(parse), console, either.Token)).Release);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"release {release.Name} has not ended after {DurationText.Of(parse.GetValue(timeout)!.Value)}; it goes on");
            }
        }
        return ended.ToImmutable();
    }
}
