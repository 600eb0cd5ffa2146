using Coordinator.Core;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;

namespace Coordinator.Grains.Tests;

/// <summary>A process that dies at every place of a cluster's registration, its cordon and its removal: after the next start its row says what was decided.</summary>
public sealed class ClusterCrashTests
{
    private static readonly ClusterSpec Spec = new() { Name = "late", Region = "eu", Kubeconfig = new("kubeconfig", "late") };

    [Fact]
    public async Task A_cluster_is_what_was_decided_of_it_wherever_the_process_died()
    {
        await using var fleet = await Fleet.StartAsync();
        var places = await RunAsync(fleet, int.MaxValue);
        Assert.True(places.Count >= 9, string.Join(", ", places));
        for (var crashAt = 1; crashAt <= places.Count; crashAt++)
        {
            await RunAsync(fleet, crashAt);
        }
    }

    [Fact]
    public async Task A_row_from_before_there_were_actors_of_clusters_is_adopted_although_the_process_died_at_once()
    {
        await using var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-cluster-").FullName;
        await using (var first = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            // As a death between the mark on the row and the first decision leaves it.
            await first.Registry.TryAddAsync(new(RegistryKinds.Cluster, "late", CoreJson.Write(Spec), fleet.World.Time.GetUtcNow()), TestContext.Current.CancellationToken);
            await SweptAsync(fleet, first);
            var row = (await first.Registry.FindAsync(RegistryKinds.Cluster, "late", TestContext.Current.CancellationToken))!;
            Assert.False(CoreJson.Read<ClusterView>(row.Content).Removed);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<IReadOnlyList<string>> RunAsync(Fleet fleet, int crashAt)
    {
        var folder = Directory.CreateTempSubdirectory("coordinator-cluster-").FullName;
        var gate = new CrashGate(fleet.World.InFlight, crashAt);
        await using (var first = await SiloProcess.StartAsync(folder, fleet.World, gate))
        {
            try
            {
                await ActAsync(first);
            }
            catch (Exception) when (gate.Crashed.IsCompleted)
            {
                // What it still wanted to do died with it.
            }
        }

        await using (var second = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight)))
        {
            await SweptAsync(fleet, second);
            await CheckAsync(second, gate.Crashed.IsCompleted ? gate.Reached[^1] : "no crash");
        }

        Directory.Delete(folder, recursive: true);
        return gate.Reached;
    }

    private static Task SweptAsync(Fleet fleet, SiloProcess process) => fleet.World.UntilAsync(
        async () => await process.Registry.FindAsync(RegistryKinds.Cluster, "late", default) is not { DueAt: not null },
        TimeSpan.FromHours(1),
        () => "no row is due");

    private static async Task ActAsync(SiloProcess process)
    {
        var cluster = process.Grains.GetGrain<IClusterGrain>(GrainKeys.Cluster("late"));
        await cluster.RegisterAsync(Spec, "ann");
        Assert.Null(await cluster.ActAsync(new(default, "1", ClusterAction.Cordon, "ann", "repair", [])));
        Assert.Null(await cluster.ActAsync(new(default, "2", ClusterAction.Remove, "ann", "gone", [])));
    }

    private static async Task CheckAsync(SiloProcess process, string place)
    {
        var decided = await process.Journal.ReadStreamAsync(GrainKeys.Cluster("late"), 0, 100, default);
        var row = await process.Registry.FindAsync(RegistryKinds.Cluster, "late", default);
        if (row is not null)
        {
            var view = CoreJson.Read<ClusterView>(row.Content);
            Assert.True(view.Removed == decided.Length >= 3, $"{place}: {decided.Length} decisions, {row.Content}");
            Assert.True((view.Cordon is not null) == (decided.Length == 2), $"{place}: {decided.Length} decisions, {row.Content}");
        }
        else
        {
            Assert.True(decided.Length <= 1, $"{place}: {decided.Length} decisions and no row");
        }

        // Whoever was not answered asks again, and gets what there is to get.
        var cluster = process.Grains.GetGrain<IClusterGrain>(GrainKeys.Cluster("late"));
        await cluster.RegisterAsync(Spec, "ann");
        Assert.False(await ViewAsync(process, view => view.Removed));
        Assert.Null(await cluster.ActAsync(new(default, "3", ClusterAction.Remove, "ann", "gone", [])));
        Assert.True(await ViewAsync(process, view => view.Removed));
    }

    private static async Task<T> ViewAsync<T>(SiloProcess process, Func<ClusterView, T> read) =>
        read(CoreJson.Read<ClusterView>((await process.Registry.FindAsync(RegistryKinds.Cluster, "late", default))!.Content));
}
