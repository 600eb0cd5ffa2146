namespace Coordinator.Simulator.Tests.Audit;

public sealed class AuditTests
{
    [Fact]
    public async Task A_switch_is_recorded_with_what_it_changed()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("blue");
        using var switched = await simulation.SwitchAsync("green");
        using var same = await simulation.SwitchAsync("green");
        using var dry = await simulation.SendAsync("DELETE", "/api/v1/namespaces/default/services/web?dryRun=All");
        simulation.Advance(2);
        var entries = simulation.Cluster.AuditEntries();
        var entry = entries[^1];

        Assert.Equal(["create", "patch"], entries.Select(one => one.Verb));
        Assert.Equal((2, "kubernetes-admin", "tests", "tests/1.0"), (entry.Sequence, entry.User, entry.Manager, entry.UserAgent));
        Assert.Equal(("Service", "default", "web"), (entry.Kind, entry.Namespace, entry.Name));
        Assert.Equal(entries[0].VersionAfter, entry.VersionBefore);
        var change = Assert.Single(entry.Changes);
        Assert.Equal(("spec.selector.version", "\"blue\"", "\"green\""), (change.Path, change.Before, change.After));
    }

    [Fact]
    public async Task An_autoscaler_is_recorded_as_one()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1);
        Assert.True(simulation.Cluster.Autoscale("default", "web-blue", 4));
        simulation.Advance(5);

        Assert.Equal("horizontal-pod-autoscaler", simulation.Cluster.AuditEntries()[^1].Manager);
        Assert.Equal(4, (int)(await simulation.DeploymentAsync("blue"))["status"]!["readyReplicas"]!);
    }
}
