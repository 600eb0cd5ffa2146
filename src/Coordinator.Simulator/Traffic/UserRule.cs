using System.Collections.Immutable;

namespace Coordinator.Simulator.Traffic;

/// <summary>
/// One rule of a route: what it is for, and the Services it spreads users over. The spread is even and the same each time: after
/// as many requests as the sum of the weights each Service had exactly its weight. Thread-safe.
/// </summary>
internal sealed class UserRule(ImmutableArray<UserMatch> matches, ImmutableArray<UserBackend> backends)
{
    private readonly Lock gate = new();
    private readonly long[] credit = new long[backends.Length];
    private readonly long total = backends.Sum(backend => backend.Weight);

    public ImmutableArray<UserBackend> Backends => backends;

    /// <summary>Rank of the best match of a request; null when it has none.</summary>
    public int? Rank(string method, string path)
    {
        int? best = null;
        foreach (var match in matches)
        {
            if (match.Takes(method, path) && (best is null || match.Rank > best)) best = match.Rank;
        }

        return best;
    }

    /// <summary>The next Service in turn; null when no weight leads anywhere.</summary>
    public UserBackend? Next()
    {
        if (total == 0) return null;
        lock (gate)
        {
            var chosen = 0;
            for (var i = 0; i < credit.Length; i++)
            {
                credit[i] += backends[i].Weight;
                if (credit[i] > credit[chosen]) chosen = i;
            }

            credit[chosen] -= total;
            return backends[chosen];
        }
    }
}
