using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests;

/// <summary>What the audit log of a cluster must say about its traffic object.</summary>
internal static class TrafficChecks
{
    /// <summary>Every write of the Service, for a failure's message.</summary>
    public static string Writes(SimulatedCluster cluster) => string.Join(Environment.NewLine, cluster.AuditEntries(0, 100_000)
        .Where(entry => entry is { Kind: "Service", Name: "cart" })
        .Select(entry => $"{entry.At:O} {entry.Verb} by {entry.Manager}: {string.Join(", ", entry.Changes.Select(change => $"{change.Path} {change.Before} -> {change.After}"))}"));

    /// <summary>Colors that the selector took, in order.</summary>
    public static string[] Selected(SimulatedCluster cluster) =>
    [
        .. cluster.AuditEntries(0, 100_000)
            .Where(entry => entry is { Kind: "Service", Name: "cart", Manager: "coordinator-traffic" })
            .Select(entry => entry.Changes.FirstOrDefault(change => change.Path == "spec.selector.version")?.After?.Trim('"'))
            .OfType<string>(),
    ];

    /// <summary>The selector took the expected values in this order, and no turn changed it twice.</summary>
    public static void ChangedOncePerTurn(SimulatedCluster cluster, string[] expected, string place)
    {
        var writes = cluster.AuditEntries(0, 100_000).Where(entry => entry is { Kind: "Service", Name: "cart", Manager: "coordinator-traffic" });
        var selected = new List<string>();
        var turns = new List<string>();
        foreach (var write in writes)
        {
            var color = write.Changes.FirstOrDefault(change => change.Path == "spec.selector.version")?.After?.Trim('"');
            if (color is null)
            {
                continue;
            }

            selected.Add(color);
            turns.Add(TurnOf(write) ?? "unstamped");
        }

        Assert.True(selected.SequenceEqual(expected), $"{place}: the selector went {string.Join(", ", selected)}");
        Assert.True(turns.Distinct().Count() == turns.Count, $"{place}: turns {string.Join(", ", turns)}");
    }

    /// <summary>No change of any object was made twice in one turn.</summary>
    public static void NothingTwice(SimulatedCluster cluster)
    {
        var turn = "none";
        var changes = new List<(string Object, string Turn, string Path, string? After)>();
        foreach (var entry in cluster.AuditEntries(0, 100_000))
        {
            turn = TurnOf(entry) ?? turn;
            if (entry.Manager.StartsWith("coordinator", StringComparison.Ordinal))
            {
                changes.AddRange(entry.Changes.Where(change => change.Path.StartsWith("spec.", StringComparison.Ordinal))
                    .Select(change => ($"{entry.Kind}/{entry.Name}", turn, change.Path, change.After)));
            }
        }

        Assert.Empty(changes.GroupBy(change => change).Where(group => group.Count() > 1).Select(group => $"{group.Key} {group.Count()} times"));
    }

    /// <summary>The turn that a write stamped on its object, or on its part of a shared one; null where it stamped none.</summary>
    public static string? TurnOf(AuditEntry entry) => entry.Changes.LastOrDefault(change =>
        change.Path.StartsWith("metadata.annotations.coordinator.dev/turn", StringComparison.Ordinal)
        || change.Path.StartsWith("metadata.annotations.turn.coordinator.dev/", StringComparison.Ordinal))?.After;
}
