using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests;

/// <summary>What the audit log of a cluster must say about its Jobs.</summary>
internal static class JobChecks
{
    /// <summary>Each step's Job was created once and let go once, and no other Job was.</summary>
    public static void EachOnce(SimulatedCluster cluster, string[] steps)
    {
        var writes = cluster.AuditEntries(0, 100_000).Where(entry => entry.Kind is "Job").ToList();
        string[] created = [.. writes.Where(entry => entry.VersionBefore is null).Select(entry => entry.Name)];
        string[] released =
        [
            .. writes.Where(entry => entry.Changes.Any(change => change is { Path: "spec.suspend", Before: "true", After: "false" }))
                .Select(entry => entry.Name),
        ];
        Assert.True(created.Length == steps.Length, $"Jobs created: {string.Join(", ", created)}");
        Assert.All(steps, step => Assert.Single(created, name => name.Contains($"-{step}-", StringComparison.Ordinal)));
        Assert.True(created.Order().SequenceEqual(released.Order()), $"Jobs let go: {string.Join(", ", released)}");
    }
}
