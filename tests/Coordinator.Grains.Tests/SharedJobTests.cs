using Coordinator.Core;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;

namespace Coordinator.Grains.Tests;

/// <summary>Jobs of <c>prepare</c> that a release or a region runs once, whatever dies meanwhile.</summary>
public sealed class SharedJobTests
{
    private const string Prepare =
        """[{name: schema, scope: release, image: migrate:1, env: {JOB_SECONDS: "20"}}, {name: seed, scope: region, image: seed:1}]""";

    private const string Failing = """[{name: schema, scope: release, image: migrate:1, env: {JOB_EXIT_CODE: "3"}}]""";

    [Fact]
    public async Task Each_runs_once_for_all_environments_and_before_any_is_deployed()
    {
        await using var fleet = await Fleet.StartAsync();
        string[] clusters = ["one", "two", "three"];
        var folder = await BeginAsync(fleet, clusters);
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, clusters);
            await fleet.SubmitAsync(process, Fleet.Plan(Manifests.Release("cart-2", isBad: false, clusters, prepare: Prepare), clusters));
            var view = await fleet.WaitEndedAsync(process, "cart-2");

            Assert.True(view.Phase is ReleasePhase.Succeeded, CoreJson.Write(view));
            Assert.Equal(["schema", "seed"], Created(fleet, clusters));
            foreach (var cluster in clusters)
            {
                await JournalChecks.AgreeAsync(process, "cart-2", cluster, "no crash");
            }

            await ReplayAsync(process);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_process_that_dies_around_them_runs_none_a_second_time()
    {
        await using var fleet = await Fleet.StartAsync();
        var places = await DieAsync(fleet, "whole", int.MaxValue);
        int[] around = [.. Enumerable.Range(1, places.Count).Where(place => Near(places, place))];
        Assert.True(around.Length >= 8, $"only {around.Length} of {string.Join(", ", places)}");
        foreach (var place in around)
        {
            await DieAsync(fleet, $"dies-{place}", place);
        }
    }

    [Fact]
    public async Task One_that_fails_fails_every_environment_that_waits_and_runs_again_when_a_person_says_so()
    {
        await using var fleet = await Fleet.StartAsync();
        string[] clusters = ["left", "right"];
        var folder = await BeginAsync(fleet, clusters);
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, clusters);
            await fleet.SubmitAsync(process, Fleet.Plan(Manifests.Release("cart-2", isBad: false, clusters, prepare: Failing), clusters));
            var view = await fleet.WaitEndedAsync(process, "cart-2");
            Assert.Equal(ReleasePhase.Failed, view.Phase);
            Assert.All(view.Waves.SelectMany(wave => wave.Environments), member => Assert.Contains("schema failed", member.Report!.Reason, StringComparison.Ordinal));
            Assert.Equal(["schema"], Created(fleet, clusters));

            var release = process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release("cart-2"));
            Assert.Null(await release.ActAsync(new("again", ReleaseAction.Retry, "ada", ["admin"], null, null, "repaired")));
            Assert.Equal(ReleasePhase.Failed, (await fleet.WaitEndedAsync(process, "cart-2")).Phase);
            Assert.Equal(["schema", "schema"], Created(fleet, clusters));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// The database of the second life knows nothing of the release, and the environment in whose cluster the Jobs ran takes no part
    /// in it: the clusters tell that they are done.
    /// </summary>
    [Theory]
    [InlineData("release")]
    [InlineData("region")]
    public async Task After_a_database_was_lost_none_is_run_again_in_another_cluster(string scope)
    {
        await using var fleet = await Fleet.StartAsync();
        string[] clusters = ["left", "right"];
        var (before, after) = (await BeginAsync(fleet, clusters), Directory.CreateTempSubdirectory("coordinator-jobs-").FullName);
        var plan = Fleet.Plan(Manifests.Release(
            "cart-2", isBad: false, clusters, prepare: $"[{{name: seed, scope: {scope}, image: seed:1}}]", gate: ", gate: {approval: {role: approver}}"), clusters);
        await using (var first = await SiloProcess.StartAsync(before, fleet.World, new(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(first, before, clusters);
            await fleet.SubmitAsync(first, plan);
            await ActAsync(first, ReleaseAction.Approve);
            await WaitAsync(fleet, first, view => view.Waves[0].Environments.Any(one => one.Phase is EnvironmentPhase.Deploying));
        }

        Assert.Equal(["seed"], Created(fleet, clusters));
        var ran = clusters.Single(cluster => Created(fleet, cluster).Length > 0);
        await using (var second = await SiloProcess.StartAsync(after, fleet.World, new(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(second, after, clusters);
            await fleet.SubmitAsync(second, plan);
            await ActAsync(second, ReleaseAction.Abort, $"{ran}/shop/cart");
            await ActAsync(second, ReleaseAction.Approve);
            var view = await fleet.WaitEndedAsync(second, "cart-2");

            var ends = view.Waves[0].Environments.ToDictionary(one => one.Key.Cluster, one => one.Phase);
            Assert.Equal((EnvironmentPhase.Skipped, EnvironmentPhase.Live), (ends[ran], ends[clusters.Single(cluster => cluster != ran)]));
            Assert.Equal(["seed"], Created(fleet, clusters));
        }

        Directory.Delete(before, recursive: true);
        Directory.Delete(after, recursive: true);
    }

    /// <summary>A cluster that is down is no reason to wait: it would be named in the journal.</summary>
    [Fact]
    public async Task A_cluster_that_does_not_answer_holds_nobody_up()
    {
        await using var fleet = await Fleet.StartAsync();
        string[] clusters = ["here", "there"];
        var folder = await BeginAsync(fleet, "here");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, clusters);
            await fleet.SubmitAsync(process, Fleet.Plan(
                Manifests.Release("cart-2", isBad: false, clusters, prepare: Prepare, gate: ", failurePolicy: {maxFailed: 1}"), clusters));
            await WaitAsync(fleet, process, view => view.Waves[0].Environments.Any(one => one.Phase is EnvironmentPhase.Live));

            Assert.Equal(["schema", "seed"], Created(fleet, "here"));
            var rows = await process.Journal.ReadStreamAsync(GrainKeys.Release("cart-2"), 0, 10_000, TestContext.Current.CancellationToken);
            Assert.Contains(rows, row => CoreJson.Write(row.Entry).Contains("schema is in no cluster that answered; there/shop/cart did not", StringComparison.Ordinal));
        }

        fleet.Cluster("here").StopTraffic("shop", "cart");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task ActAsync(SiloProcess process, ReleaseAction action, string? environment = null) => Assert.Null(
        await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release("cart-2"))
            .ActAsync(new($"{action}", action, "ada", ["approver", "admin"], null, environment, "because")));

    private static Task WaitAsync(Fleet fleet, SiloProcess process, Func<ReleaseView, bool> holds)
    {
        ReleaseView? last = null;
        return fleet.World.UntilAsync(
            async () => (last = await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release("cart-2")).ViewAsync()) is { } view && holds(view),
            TimeSpan.FromMinutes(30),
            () => last is null ? "no view" : CoreJson.Write(last),
            TimeSpan.FromMilliseconds(500));
    }

    private static async Task<string> BeginAsync(Fleet fleet, params string[] clusters)
    {
        foreach (var cluster in clusters)
        {
            await fleet.AddClusterAsync(cluster);
        }

        return Directory.CreateTempSubdirectory("coordinator-jobs-").FullName;
    }

    /// <summary>Places at which a Job begins or ends, and the writes beside them.</summary>
    private static bool Near(IReadOnlyList<string> places, int place) =>
        places.Skip(Math.Max(0, place - 3)).Take(5).Any(near => near is "before job" or "after job");

    private static async Task<IReadOnlyList<string>> DieAsync(Fleet fleet, string cluster, int crashAt)
    {
        var folder = await BeginAsync(fleet, cluster);
        var gate = new CrashGate(fleet.World.InFlight, crashAt);
        try
        {
            await using (var first = await SiloProcess.StartAsync(folder, fleet.World, gate))
            {
                await RunFirstLifeAsync(fleet, first, folder, cluster);
            }

            await using var second = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight));
            await fleet.RegisterAsync(second, folder, cluster);
            await SubmitAsync(fleet, second, cluster);
            var place = gate.Crashed.IsCompleted ? gate.Reached[^1] : "no crash";
            var view = await fleet.WaitEndedAsync(second, "cart-2");
            Assert.True(view.Phase is ReleasePhase.Succeeded, $"{place}: {CoreJson.Write(view)}");
            Assert.True(Created(fleet, cluster) is ["schema", "seed"], $"{place}: {string.Join(", ", Created(fleet, cluster))}");
            await JournalChecks.AgreeAsync(second, "cart-2", cluster, place);
            await ReplayAsync(second);
            return gate.Reached;
        }
        finally
        {
            fleet.Cluster(cluster).StopTraffic("shop", "cart");
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunFirstLifeAsync(Fleet fleet, SiloProcess first, string folder, string cluster)
    {
        try
        {
            await fleet.RegisterAsync(first, folder, cluster);
            await SubmitAsync(fleet, first, cluster);
            await fleet.WaitEndedAsync(first, "cart-2");
        }
        catch (Exception) when (first.Gate.Crashed.IsCompleted)
        {
            // What the process still wanted to do died with it.
        }
    }

    private static Task SubmitAsync(Fleet fleet, SiloProcess process, string cluster) =>
        fleet.SubmitAsync(process, Fleet.Plan(Manifests.Release("cart-2", isBad: false, [cluster], prepare: Prepare), cluster));

    /// <summary>Jobs that were made in any of the clusters, by their step, in order of name.</summary>
    private static string[] Created(Fleet fleet, params string[] clusters) =>
    [
        .. clusters.SelectMany(cluster => fleet.Cluster(cluster).AuditEntries(0, 100_000))
            .Where(entry => entry is { Kind: "Job", Verb: "create" })
            .Select(entry => entry.Name.Split('-')[^2])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What release and region decided about the Jobs is met by a replay.</summary>
    private static async Task ReplayAsync(SiloProcess process)
    {
        var release = new Replay<ReleasePlan, ReleaseState, ReleaseEvent>(new ReleaseMachine(), "cart-2");
        foreach (var row in await process.Journal.ReadStreamAsync(GrainKeys.Release("cart-2"), 0, 10_000, default))
        {
            var (context, _) = Replay<ReleasePlan, ReleaseState, ReleaseEvent>.Needs(row.Entry);
            var plan = context is null ? null : CoreJson.Read<ReleasePlan>((await process.Documents.FindAsync(context, default))!);
            Assert.Null(release.Apply(row.Entry, plan, null, _ => plan));
        }

        var region = new Replay<object, RegionState, RegionEvent>(new RegionMachine(), "cart-2/eu");
        foreach (var row in await process.Journal.ReadStreamAsync(GrainKeys.Region("cart-2", "eu"), 0, 10_000, default))
        {
            Assert.Null(region.Apply(row.Entry, null, null, _ => null));
        }

        Assert.Equal(JobOutcome.Succeeded, release.State.Jobs!["schema"].End!.Outcome);
        Assert.Equal(JobOutcome.Succeeded, region.State.Jobs!["seed"].End!.Outcome);
    }
}
