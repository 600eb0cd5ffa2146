namespace Coordinator.Simulator.Tests.Clusters;

public sealed class WorkLoopTests
{
    [Fact]
    public async Task A_cluster_at_rest_has_nothing_to_do()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 3);
        await simulation.CreateServiceAsync("blue");
        simulation.Advance(5);
        // The deadline of the rollout is the last thing that was planned for.
        simulation.Time.Advance(TimeSpan.FromMinutes(20));
        var version = simulation.Cluster.Version;
        simulation.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, simulation.Cluster.Inner.Loop.Pending);
        Assert.Equal(version, simulation.Cluster.Version);
    }
}
