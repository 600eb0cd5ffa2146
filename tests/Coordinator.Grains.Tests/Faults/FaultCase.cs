namespace Coordinator.Grains.Tests.Faults;

/// <summary>Calls of one release, far from each other, and what becomes of each.</summary>
/// <param name="Cluster">Name of the run's own cluster and application.</param>
/// <param name="Calls">The calls, at least one.</param>
/// <param name="Fault">What happens to the first of each.</param>
internal sealed record FaultCase(string Cluster, IReadOnlyList<CallKey> Calls, CallFault Fault)
{
    /// <summary>Each fault at each call that can meet it.</summary>
    /// <param name="prefix">How the clusters' names begin.</param>
    /// <param name="calls">The calls in their order.</param>
    /// <param name="aRelease">How many calls of one release are struck: at least 1.</param>
    public static List<FaultCase> Of(string prefix, IReadOnlyList<CallKey> calls, int aRelease)
    {
        var cases = new List<FaultCase>();
        foreach (var fault in CallFaults.All)
        {
            var struck = calls.Where(call => CallFaults.CanMeet(call, fault)).ToList();
            var apart = (struck.Count + aRelease - 1) / aRelease;
            for (var first = 0; first < apart; first++)
            {
                cases.Add(new($"{prefix}{cases.Count}", [.. struck.Where((_, index) => index % apart == first)], fault));
            }
        }

        return cases;
    }

    /// <inheritdoc />
    public override string ToString() => $"{Fault.Name} at {string.Join(" and ", Calls)}";
}
