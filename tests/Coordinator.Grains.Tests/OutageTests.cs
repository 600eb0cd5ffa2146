using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;
using Coordinator.Grains.Tests.Outages;
using Coordinator.Simulator.Faults;

namespace Coordinator.Grains.Tests;

/// <summary>The store takes no write in the middle of a release.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_release_goes_on_when_a_full_disk_has_room_again()
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-outage-").FullName;
        var store = new StoreSwitch();
        await fleet.AddClusterAsync("full");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight), store))
        {
            await fleet.RegisterAsync(process, folder, "full");
            await fleet.SubmitAsync(process, "cart-2", isBad: false, "full");
            await UntilAsync(fleet, async () => (await PhaseAsync(process, "full")) >= EnvironmentPhase.Preparing);
            store.Fill();
            await fleet.World.PassAsync(TimeSpan.FromMinutes(10));
            store.Free();
            var view = await fleet.WaitEndedAsync(process, "cart-2");
            Assert.True(view.Phase is ReleasePhase.Succeeded, Core.CoreJson.Write(view));
            await JournalChecks.AgreeAsync(process, "cart-2", "full", "full disk");
            TrafficChecks.ChangedOncePerTurn(fleet.Cluster("full"), ["green"], "full disk");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(EnvironmentPhase.Preparing)]
    [InlineData(EnvironmentPhase.Baking)]
    public async Task A_cluster_that_goes_down_in_the_middle_is_Unreachable_until_it_is_back(EnvironmentPhase phase)
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-outage-").FullName;
        await fleet.AddClusterAsync("down");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, "down");
            await fleet.SubmitAsync(process, "cart-2", isBad: false, "down");
            await UntilAsync(fleet, async () => (await PhaseAsync(process, "down")) >= phase);
            var fault = fleet.Cluster("down").PutFault(new() { Kind = FaultKind.Partition });
            var grain = process.Grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(new EnvironmentKey("down", "shop", "cart")));
            await UntilAsync(fleet, async () => (await grain.ReportAsync()).UnreachableSince is not null);
            Assert.Contains("cluster down", (await grain.ReportAsync()).Reason);
            fleet.Cluster("down").RemoveFault(fault);
            var view = await fleet.WaitEndedAsync(process, "cart-2");
            Assert.Equal(ReleasePhase.Succeeded, view.Phase);
            TrafficChecks.ChangedOncePerTurn(fleet.Cluster("down"), ["green"], "partition");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("hangs")]
    [InlineData("slow")]
    public async Task A_rollback_does_not_wait_for_a_dead_or_slow_store(string outage)
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-outage-").FullName;
        var store = new StoreSwitch();
        await fleet.AddClusterAsync("dead");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight), store))
        {
            await fleet.RegisterAsync(process, folder, "dead");
            await fleet.SubmitAsync(process, "cart-2", isBad: true, "dead");
            await UntilAsync(fleet, async () => (await PhaseAsync(process, "dead")) >= EnvironmentPhase.Baking);
            if (outage is "full")
            {
                store.Fill();
            }
            else
            {
                store.Hang();
            }

            await UntilAsync(fleet, () => Task.FromResult(TrafficChecks.Selected(fleet.Cluster("dead")) is ["green", "blue"]));
            if (outage is "slow")
            {
                store.Resume();
            }
            else
            {
                store.Free();
            }

            var view = await fleet.WaitEndedAsync(process, "cart-2");
            Assert.Equal(ReleasePhase.RolledBack, view.Phase);
            await JournalChecks.AgreeAsync(process, "cart-2", "dead", "dead store");
            TrafficChecks.ChangedOncePerTurn(fleet.Cluster("dead"), ["green", "blue"], "dead store");
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Users_without_a_pod_do_not_wait_for_a_source_that_hangs()
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-outage-").FullName;
        await fleet.AddClusterAsync("slow");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, "slow");
            var release = Manifests.Release("cart-2", isBad: false, ["slow"]).Replace("bake: 30s", "bake: 20m", StringComparison.Ordinal);
            await fleet.SubmitAsync(process, Fleet.Plan(release, "slow"));
            await UntilAsync(fleet, async () => (await PhaseAsync(process, "slow")) >= EnvironmentPhase.Baking);
            var grain = process.Grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(new EnvironmentKey("slow", "shop", "cart")));
            await UntilAsync(fleet, async () => (await grain.ReportAsync()).Verdict is Verdict.Healthy);

            // From now on no scrape is answered before its limit; then a hand takes the pods away.
            fleet.Cluster("slow").PutFault(new() { Kind = FaultKind.Latency, Path = "/proxy/metrics", Delay = TimeSpan.FromMinutes(5) });
            await fleet.World.PassAsync(TimeSpan.FromSeconds(30));
            await fleet.ApplyAsync("slow", "apis/apps/v1/namespaces/shop/deployments/cart-green", """
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"cart-green","namespace":"shop"},"spec":{"replicas":0}}
                """);
            var gone = fleet.World.Time.GetUtcNow();
            var view = await fleet.WaitEndedAsync(process, "cart-2");

            var back = view.Waves.Single().Environments.Single().Report!.Back!;
            Assert.Contains("green has users but no ready pod since", back.Reason, StringComparison.Ordinal);
            // Ten seconds without a pod, told by looks every five.
            Assert.InRange(back.DecidedAt - gone, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(16));
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>One source hangs: another that tells enough is judged as if nothing were the matter.</summary>
    [Theory]
    [InlineData("/proxy/health", true, "errors: ")]
    [InlineData("/proxy/metrics", false, "downtime: ")]
    public async Task A_source_that_hangs_holds_up_no_other(string hanging, bool isBad, string reason)
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-outage-").FullName;
        await fleet.AddClusterAsync("hangs");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, "hangs");
            var release = Manifests.Release("cart-2", isBad, ["hangs"]).Replace("bake: 30s", "bake: 60m", StringComparison.Ordinal)
                .Replace("max: 10m", isBad ? "max: 60s, dryRun: true" : "max: 60s", StringComparison.Ordinal);
            fleet.Cluster("hangs").PutFault(new() { Kind = FaultKind.Latency, Path = hanging, Delay = TimeSpan.FromMinutes(5) });
            await fleet.SubmitAsync(process, Fleet.Plan(release, "hangs"));
            await UntilAsync(fleet, async () => (await PhaseAsync(process, "hangs")) >= EnvironmentPhase.Baking);
            var began = fleet.World.Time.GetUtcNow();
            if (!isBad)
            {
                fleet.Cluster("hangs").PutFault(new() { Kind = FaultKind.ServerError, Path = "/proxy/health", Status = 503 });
            }

            var view = await fleet.WaitEndedAsync(process, "cart-2");
            var back = view.Waves.Single().Environments.Single().Report!.Back!;
            Assert.StartsWith(reason, back.Reason, StringComparison.Ordinal);
            Assert.InRange(back.DecidedAt - began, TimeSpan.Zero, TimeSpan.FromSeconds(90));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_bake_does_not_go_on_while_what_decides_is_not_measured()
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-outage-").FullName;
        await fleet.AddClusterAsync("mute");
        await using (var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await fleet.RegisterAsync(process, folder, "mute");
            var release = Manifests.Release("cart-2", isBad: false, ["mute"]).Replace("bake: 30s", "bake: 100s", StringComparison.Ordinal);
            await fleet.SubmitAsync(process, Fleet.Plan(release, "mute"));
            var grain = process.Grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(new EnvironmentKey("mute", "shop", "cart")));
            await UntilAsync(fleet, async () => await grain.ReportAsync() is { Phase: EnvironmentPhase.Baking, Verdict: Verdict.Healthy });
            var fault = fleet.Cluster("mute").PutFault(new() { Kind = FaultKind.Latency, Path = "/proxy/metrics", Delay = TimeSpan.FromMinutes(5) });
            await fleet.World.PassAsync(TimeSpan.FromMinutes(5));
            Assert.Equal(EnvironmentPhase.Baking, await PhaseAsync(process, "mute"));
            Assert.InRange((await grain.ViewAsync()).Held, TimeSpan.Zero, TimeSpan.FromSeconds(40));

            fleet.Cluster("mute").RemoveFault(fault);
            Assert.Equal(ReleasePhase.Succeeded, (await fleet.WaitEndedAsync(process, "cart-2")).Phase);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<EnvironmentPhase> PhaseAsync(SiloProcess process, string cluster) =>
        (await process.Grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(new EnvironmentKey(cluster, "shop", "cart"))).ReportAsync()).Phase;

    private static Task UntilAsync(Fleet fleet, Func<Task<bool>> holds) =>
        fleet.World.UntilAsync(holds, TimeSpan.FromMinutes(30), () => "the place in the middle of the release is reached");
}
