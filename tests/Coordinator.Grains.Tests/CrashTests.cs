using Coordinator.Core.Releases;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;

namespace Coordinator.Grains.Tests;

/// <summary>A release whose process dies at every place at which it can die, and starts again over the same data.</summary>
public abstract class CrashTests
{
    /// <summary>Runs the release once to count the places, then once for each of them.</summary>
    protected static async Task DieEverywhereAsync(bool isBad, ReleasePhase expected)
    {
        await using var fleet = await Fleet.StartAsync();
        var places = await RunAsync(fleet, isBad, expected, crashAt: int.MaxValue);
        Assert.True(places.Count > 30, $"only {places.Count} places: {string.Join(", ", places)}");
        for (var crashAt = 1; crashAt <= places.Count; crashAt++)
        {
            await RunAsync(fleet, isBad, expected, crashAt);
        }
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Fleet fleet, bool isBad, ReleasePhase expected, int crashAt)
    {
        var cluster = $"{(isBad ? "bad" : "good")}-{(crashAt == int.MaxValue ? 0 : crashAt)}";
        var folder = Directory.CreateTempSubdirectory("coordinator-crash-").FullName;
        var gate = new CrashGate(fleet.World.InFlight, crashAt);
        try
        {
            await fleet.AddClusterAsync(cluster);
            await using (var first = await SiloProcess.StartAsync(folder, fleet.World, gate))
            {
                await RunFirstLifeAsync(fleet, first, folder, cluster, isBad);
            }

            if (gate.Crashed.IsCompleted)
            {
                await using var second = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight));
                await fleet.RegisterAsync(second, folder, cluster);
                await fleet.SubmitAsync(second, "cart-2", isBad, cluster);
                await CheckAsync(fleet, second, cluster, expected, gate);
            }
            else
            {
                await using var again = await SiloProcess.StartAsync(folder, fleet.World, new(fleet.World.InFlight));
                await CheckAsync(fleet, again, cluster, expected, gate);
            }

            return gate.Reached;
        }
        finally
        {
            fleet.Cluster(cluster).StopTraffic("shop", "cart");
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunFirstLifeAsync(Fleet fleet, SiloProcess first, string folder, string cluster, bool isBad)
    {
        try
        {
            await fleet.RegisterAsync(first, folder, cluster);
            await fleet.SubmitAsync(first, "cart-2", isBad, cluster);
            await fleet.WaitEndedAsync(first, "cart-2");
        }
        catch (Exception) when (first.Gate.Crashed.IsCompleted)
        {
            // What the process still wanted to do died with it.
        }
    }

    private static async Task CheckAsync(Fleet fleet, SiloProcess process, string cluster, ReleasePhase expected, CrashGate gate)
    {
        var place = gate.Crashed.IsCompleted ? gate.Reached[^1] : "no crash";
        var view = await fleet.WaitEndedAsync(process, "cart-2");
        Assert.True(view.Phase == expected, $"{place}: {view.Phase}, {Core.CoreJson.Write(view)}, {TrafficChecks.Writes(fleet.Cluster(cluster))}");
        await JournalChecks.AgreeAsync(process, "cart-2", cluster, place);
        TrafficChecks.ChangedOncePerTurn(fleet.Cluster(cluster), expected is ReleasePhase.Succeeded ? ["green"] : ["green", "blue"], place);
        if (expected is ReleasePhase.Succeeded)
        {
            Assert.True(fleet.Cluster(cluster).Traffic("shop", "cart")!.Failed == 0, $"{place}: users saw failures");
        }
    }
}
