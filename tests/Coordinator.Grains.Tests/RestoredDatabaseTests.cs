using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;
using Microsoft.Data.Sqlite;

namespace Coordinator.Grains.Tests;

/// <summary>
/// A process over a database that was restored from a backup: the clusters are further than it knows. It reads them, decides anew and
/// brings the release to its end; users notice nothing, and the journal replays.
/// </summary>
public sealed class RestoredDatabaseTests
{
    [Theory]
    [InlineData(EnvironmentPhase.Queued, EnvironmentPhase.Deploying)]
    [InlineData(EnvironmentPhase.Preparing, EnvironmentPhase.Baking)]
    [InlineData(EnvironmentPhase.Deploying, EnvironmentPhase.Live)]
    [InlineData(EnvironmentPhase.Shifting, EnvironmentPhase.Live)]
    [InlineData(EnvironmentPhase.Baking, EnvironmentPhase.Live)]
    public async Task A_good_release_succeeds_and_no_user_notices(EnvironmentPhase saved, EnvironmentPhase lost)
    {
        await using var fleet = await Fleet.StartAsync();
        var view = await RunAsync(fleet, isBad: false, saved, lost);
        Assert.True(view.Phase is ReleasePhase.Succeeded, Core.CoreJson.Write(view));
        Assert.Equal("green", TrafficChecks.Selected(fleet.Cluster("old"))[^1]);
        Assert.Equal(0, fleet.Cluster("old").Traffic("shop", "cart")!.Failed);
    }

    [Theory]
    [InlineData(EnvironmentPhase.Deploying, EnvironmentPhase.Baking)]
    [InlineData(EnvironmentPhase.Deploying, EnvironmentPhase.RolledBack)]
    [InlineData(EnvironmentPhase.Baking, EnvironmentPhase.RolledBack)]
    public async Task A_bad_release_ends_with_its_users_on_the_old_version(EnvironmentPhase saved, EnvironmentPhase lost)
    {
        await using var fleet = await Fleet.StartAsync();
        var view = await RunAsync(fleet, isBad: true, saved, lost);
        Assert.True(view.Phase is ReleasePhase.RolledBack, Core.CoreJson.Write(view));
        Assert.Equal("blue", TrafficChecks.Selected(fleet.Cluster("old"))[^1]);
    }

    /// <summary>Saves the database in one phase, loses it in a later one, and goes on with what was saved.</summary>
    private static async Task<Core.Views.ReleaseView> RunAsync(Fleet fleet, bool isBad, EnvironmentPhase saved, EnvironmentPhase lost)
    {
        var (before, after) = (Directory.CreateTempSubdirectory("coordinator-restore-").FullName, Directory.CreateTempSubdirectory("coordinator-restore-").FullName);
        try
        {
            await fleet.AddClusterAsync("old");
            await using (var first = await SiloProcess.StartAsync(before, fleet.World, new CrashGate(fleet.World.InFlight)))
            {
                await fleet.RegisterAsync(first, before, "old");
                await fleet.SubmitAsync(first, "cart-2", isBad, "old");
                await ReachAsync(fleet, first, saved);
                Save(before, after);
                await ReachAsync(fleet, first, lost);
            }

            await using var second = await SiloProcess.StartAsync(after, fleet.World, new CrashGate(fleet.World.InFlight));
            await fleet.RegisterAsync(second, after, "old");
            var view = await fleet.WaitEndedAsync(second, "cart-2");
            await JournalChecks.AgreeAsync(second, "cart-2", "old", $"saved in {saved}, lost in {lost}");
            return view;
        }
        finally
        {
            fleet.Cluster("old").StopTraffic("shop", "cart");
            SqliteConnection.ClearAllPools();
            Directory.Delete(before, recursive: true);
            Directory.Delete(after, recursive: true);
        }
    }

    private static Task ReachAsync(Fleet fleet, SiloProcess process, EnvironmentPhase phase)
    {
        var environment = process.Grains.GetGrain<IEnvironmentGrain>(GrainKeys.Of(new EnvironmentKey("old", "shop", "cart")));
        var seen = EnvironmentPhase.Queued;
        return fleet.World.UntilAsync(
            async () => (seen = (await environment.ReportAsync()).Phase) >= phase,
            TimeSpan.FromHours(1),
            () => $"the environment is {phase}; it is {seen}",
            TimeSpan.FromMilliseconds(100));
    }

    /// <summary>The backup that the operations guide names, taken while the process runs.</summary>
    private static void Save(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={Path.Combine(from, "coordinator.db")};Mode=ReadOnly;Pooling=False");
        using var copy = new SqliteConnection($"Data Source={Path.Combine(to, "coordinator.db")};Pooling=False");
        source.Open();
        copy.Open();
        source.BackupDatabase(copy);
    }
}
