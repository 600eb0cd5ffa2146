using System.Text.Json.Nodes;
using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests;

/// <summary>What the audit log of a cluster must say about its route.</summary>
internal static class RouteChecks
{
    /// <summary>The route's weights of blue and green took the expected values in this order, and no turn changed them twice.</summary>
    public static void ChangedOncePerTurn(SimulatedCluster cluster, string[] expected)
    {
        var changes = cluster.AuditEntries(0, 100_000)
            .Where(entry => entry is { Kind: "HTTPRoute", Name: "cart", Manager: "coordinator-traffic" })
            .Select(entry => (Weights: Changed(entry, "spec.rules"), Turn: TrafficChecks.TurnOf(entry)))
            .Where(change => change.Weights is not null)
            .Select(change => (Weights: Weights(change.Weights!), change.Turn))
            .ToList();
        var seen = $"the route went {string.Join(", ", changes.Select(change => $"{change.Weights} in turn {change.Turn}"))}";
        Assert.True(changes.Select(change => change.Weights).SequenceEqual(expected), seen);
        Assert.True(changes.DistinctBy(change => change.Turn).Count() == changes.Count, seen);
    }

    private static string? Changed(AuditEntry entry, string path) => entry.Changes.FirstOrDefault(change => change.Path == path)?.After;

    private static string Weights(string rules)
    {
        var backends = JsonNode.Parse(rules)!.AsArray().SelectMany(rule => rule!["backendRefs"]!.AsArray()).ToList();
        return $"{Of("cart-blue")}/{Of("cart-green")}";

        int Of(string service) => backends.Where(one => (string?)one!["name"] == service).Sum(one => (int?)one!["weight"] ?? 1);
    }
}
