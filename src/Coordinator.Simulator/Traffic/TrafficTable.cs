using System.Collections.Immutable;
using Coordinator.Simulator.Clusters;

namespace Coordinator.Simulator.Traffic;

/// <summary>The traffic generators of a cluster, one a Service. Thread-safe.</summary>
internal sealed class TrafficTable(Cluster cluster) : IDisposable
{
    /// <summary>Generators at once.</summary>
    public const int MaxGenerators = 1_000;

    private const double MaxRate = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(string Namespace, string Service), TrafficGenerator> generators = [];

    /// <summary>Starts a generator with new counters; a running one of the same Service is replaced.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Start(TrafficOptions options)
    {
        if (options.Namespace.Length == 0) throw new ArgumentException("namespace: is required");
        if (options.Service.Length == 0) throw new ArgumentException("service: is required");
        if (options.RequestsPerSecond is not (> 0 and <= MaxRate))
            throw new ArgumentException($"requestsPerSecond: must be above 0 and at most {MaxRate}");
        if (!options.Path.StartsWith('/')) throw new ArgumentException("path: must begin with /");
        lock (gate)
        {
            var key = (options.Namespace, options.Service);
            if (generators.Remove(key, out var running)) running.Dispose();
            if (generators.Count >= MaxGenerators) throw new ArgumentException($"there are {MaxGenerators} generators already");
            generators[key] = new(cluster, options);
        }
    }

    /// <summary>Stops a generator; its counters stay. False when there is none.</summary>
    public bool Stop(string ns, string service)
    {
        lock (gate)
        {
            if (!generators.TryGetValue((ns, service), out var found)) return false;
            found.Stop();
            return true;
        }
    }

    public TrafficReport? Report(string ns, string service)
    {
        lock (gate) return generators.GetValueOrDefault((ns, service))?.Report;
    }

    public ImmutableArray<TrafficReport> All
    {
        get
        {
            lock (gate) return [.. generators.Values.Select(generator => generator.Report)];
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (var generator in generators.Values) generator.Dispose();
        }
    }
}
