using System.Collections.Immutable;
using Coordinator.Cli;
using Coordinator.Client;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Formats;
using Coordinator.Live;
using Coordinator.Serve;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Demo;

/// <summary>Clusters, server and releases in one go.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private const double RequestsPerSecond = 100;
    private readonly DemoOptions options;
    private readonly CliConsole console;
    private readonly string folder;
    private readonly string files;
    private readonly TimeProvider time;
    private readonly ServerProcess server;
    private readonly CoordinatorClient client;
    private int crashes;

    private DemoRun(DemoOptions options, CliConsole console)
    {
        (this.options, this.console) = (options, console);
        folder = Directory.CreateTempSubdirectory("coordinator-demo-").FullName;
        files = DemoFiles.WriteTo(folder);
        var epoch = console.Time.GetUtcNow();
        var factor = options.IsFast ? FastClock.Factor : 1;
        time = options.IsFast ? new ScaledTimeProvider(epoch, factor) : console.Time;
        server = new(folder, factor, epoch);
        client = new(new(server.Address, server.Token), console.Time);
    }

    /// <summary>Runs the demo, removes what it left, and writes the summary.</summary>
    public static async Task<DemoSummary> RunAsync(DemoOptions options, CliConsole console, CancellationToken cancellation)
    {
        await using var demo = new DemoRun(options, console);
        var summary = await demo.RunAsync(cancellation);
        if (options.IsJson)
        {
            console.WriteDocument(summary);
        }
        else
        {
            DemoText.Write(summary, console.Out);
        }

        return summary;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<DemoSummary> RunAsync(CancellationToken cancellation)
    {
        var specs = FormatReader.Read(await File.ReadAllTextAsync(Path.Combine(folder, "svgx-engine", "clusters.yaml"), cancellation)).Clusters
            .Take(options.Clusters).ToImmutableArray();
        await SayAsync($"{specs.Length} simulated clusters and a server at {server.Address} (token {server.Token}, data {folder})");
        var starting = server.StartAsync(cancellation);
        var placing = SimulatedFleet.StartAsync(
            [.. specs.Select(spec => spec.Name)], time, Path.Combine(folder, "kubeconfig"), Path.Combine(files, "before.yaml"), cancellation);
        // Both, also where one fails: nothing may still start while the demo takes itself down.
        await Task.WhenAll(starting, placing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await using var fleet = await placing;
        await starting;
        await client.RegisterAsync(specs, cancellation);
        var releases = ImmutableArray.CreateBuilder<DemoReleaseSummary>();
        foreach (var scenario in options.Scenarios)
        {
            releases.Add(await ReleaseAsync(scenario, fleet, cancellation));
        }

        var replays = await Task.WhenAll(releases.Select(release => client.ReplayAsync(release.Name, cancellation)));
        var mismatches = replays.SelectMany(replay => replay.Mismatches).ToList();
        foreach (var mismatch in mismatches)
        {
            await SayAsync($"replay: {mismatch}");
        }

        var events = new DemoJournalSummary(await CountEventsAsync(releases, cancellation), mismatches.Count);
        return new(specs.Length, releases.ToImmutable(), events, options.Crashes ? crashes : null);
    }

    private async Task<DemoReleaseSummary> ReleaseAsync(string scenario, SimulatedFleet fleet, CancellationToken cancellation)
    {
        var read = ReleaseFile.Load(Path.Combine(files, scenario is "bad" ? "bad.yaml" : "good.yaml"));
        if (!read.Errors.IsEmpty)
        {
            throw new InvalidDataException(string.Join("; ", read.Errors));
        }

        var before = await fleet.SelectedAsync(cancellation);
        if (scenario is "flaky")
        {
            fleet.MakeFlaky();
        }

        fleet.StartTraffic(RequestsPerSecond);
        var marks = fleet.Clusters.ToImmutableDictionary(cluster => cluster.Name, cluster => cluster.LastAuditSequence);
        var spec = Fit(read.Releases[0]);
        await client.SubmitAsync(spec, cancellation);
        using var killing = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var crash = options.Crashes ? CrashAsync(spec, scenario, killing.Token) : Task.CompletedTask;
        ReleaseDetail detail;
        try
        {
            detail = await ShowAsync(spec.Name, cancellation);
        }
        finally
        {
            await killing.CancelAsync();
            await crash.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await crash;
        fleet.MakeSound();
        var traffic = fleet.StopTraffic();
        var changed = before.Except(await fleet.SelectedAsync(cancellation)).Count();
        return DemoMeasures.Summarize(scenario, spec, detail, traffic, DemoMeasures.WritesOf(fleet, marks) with { ColorsChanged = changed });
    }

    /// <summary>The release without the clusters that the demo leaves out.</summary>
    private ReleaseSpec Fit(ReleaseSpec release)
    {
        var names = FormatReader.Read(File.ReadAllText(Path.Combine(folder, "svgx-engine", "clusters.yaml"))).Clusters.Take(options.Clusters).ToList();
        var waves = release.Waves
            .Select(wave => wave with { Clusters = wave.Clusters with { Names = [.. wave.Clusters.Names.Where(name => names.Any(spec => spec.Name == name))] } })
            .Where((wave, index) => release.Waves[index].Clusters.Names.IsEmpty || !wave.Clusters.Names.IsEmpty)
            .ToList();
        var free = names.ToList();
        var kept = waves.Where(wave => free.RemoveAll(wave.Clusters.Matches) > 0).ToImmutableArray();
        // Few clusters are each a large part of the capacity.
        return options.Clusters < 6 ? release with { Waves = kept, Exposure = new() } : release with { Waves = kept };
    }

    /// <summary>Kills the server where it hurts most, and starts it again.</summary>
    private async Task CrashAsync(ReleaseSpec release, string scenario, CancellationToken cancellation)
    {
        try
        {
            await foreach (var detail in new ReleaseWatch(client, console.Time).FollowAsync(release.Name, cancellation))
            {
                var moved = detail.Release.Waves.SelectMany(wave => wave.Environments)
                    .Count(member => member.Report is { TrafficMoved: true });
                if (moved >= (scenario is "bad" || options.Clusters == 1 ? 1 : 2))
                {
                    await server.KillAsync(cancellation);
                    crashes++;
                    await SayAsync("the server was killed with SIGKILL");
                    await server.StartAsync(cancellation);
                    await SayAsync("the server is back");
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The release ended first.
        }
    }

    private async Task<ReleaseDetail> ShowAsync(string name, CancellationToken cancellation)
    {
        var changes = new ReleaseWatch(client, console.Time).FollowAsync(name, cancellation);
        return console.IsTerminal && !options.IsHeadless && !options.IsJson
            ? await new LiveScreen(console.Ansi(), time).ShowAsync(changes, cancellation)
            : await ReleaseWaiting.PrintAsync(changes, options.IsJson ? console.Error : console.Out, time);
    }

    private async Task<long> CountEventsAsync(IEnumerable<DemoReleaseSummary> releases, CancellationToken cancellation)
    {
        long count = 0;
        foreach (var release in releases)
        {
            for (long after = 0; ;)
            {
                var page = await client.EventsAsync(release.Name, after, 1000, cancellation);
                count += page.Items.Length;
                if (page.Items.IsEmpty || page.Next is null)
                {
                    break;
                }

                after = page.Items[^1].Position;
            }
        }

        return count;
    }

    private Task SayAsync(string line) => (options.IsJson ? console.Error : console.Out).WriteLineAsync(line);
}
