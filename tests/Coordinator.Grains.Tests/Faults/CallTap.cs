using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>Sees each call of the adapter before it is sent, and has the simulator strike the one that was chosen.</summary>
internal sealed class CallTap(Func<string, SimulatedCluster> clusters)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Has a fault strike the first call of a key.</summary>
    public void Plan(string cluster, CallKey key, Fault fault)
    {
        lock (gate)
        {
            LineOf(cluster).Planned = (key, fault);
        }
    }

    /// <summary>Calls that were made, each key once, in order.</summary>
    public IReadOnlyList<CallKey> Calls(string cluster)
    {
        lock (gate)
        {
            return [.. LineOf(cluster).Order];
        }
    }

    /// <summary>Whether the planned call came.</summary>
    public bool Struck(string cluster)
    {
        lock (gate)
        {
            return LineOf(cluster) is { Planned: { } planned } line && line.Seen.Contains(planned.Key);
        }
    }

    /// <summary>The handler that sees the calls.</summary>
    public DelegatingHandler Handler() => new Watcher(this);

    private void See(HttpRequestMessage request)
    {
        var parts = request.RequestUri!.PathAndQuery.Split('/', 4);
        if (parts is not ["", "clusters", var name, var rest])
        {
            return;
        }

        Fault? strike = null;
        lock (gate)
        {
            var line = LineOf(name);
            var key = new CallKey(line.Writes, request.Method.Method, CallKey.Normal("/" + rest));
            if (line.Seen.Add(key))
            {
                line.Order.Add(key);
                strike = line.Planned is { } planned && planned.Key == key ? planned.Fault : null;
            }

            line.Writes += key.IsWrite ? 1 : 0;
        }

        if (strike is not null)
        {
            var path = "/" + rest;
            var query = path.IndexOf('?', StringComparison.Ordinal);
            clusters(name).PutFault(strike with { Count = 1, Method = request.Method.Method, Path = query < 0 ? path : path[..query] });
        }
    }

    private Line LineOf(string cluster)
    {
        if (!lines.TryGetValue(cluster, out var line))
        {
            lines[cluster] = line = new();
        }

        return line;
    }

    private sealed class Line
    {
        public List<CallKey> Order { get; } = [];

        public HashSet<CallKey> Seen { get; } = [];

        public int Writes { get; set; }

        public (CallKey Key, Fault Fault)? Planned { get; set; }
    }

    private sealed class Watcher(CallTap tap) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            tap.See(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
