namespace Coordinator.Grains.Tests.Faults;

/// <summary>Sees each call of the adapter before it is sent, and has the simulator strike those that were chosen.</summary>
/// <param name="strike">Lets a fault strike a path of a cluster, for a method.</param>
/// <param name="isStruckOften">Whether a release meets several faults: how many writes it made tells nothing then, since a struck one is
/// repeated; calls are told apart by the last write before them.</param>
internal sealed class CallTap(Func<CallFault, string, string, string, Task> strike, bool isStruckOften)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);

    /// <summary>Has a fault strike the first call of each key of a case.</summary>
    public void Plan(FaultCase one)
    {
        lock (gate)
        {
            LineOf(one.Cluster).Planned = one;
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

    /// <summary>Planned calls that did not come.</summary>
    public IReadOnlyList<CallKey> Missing(FaultCase one)
    {
        lock (gate)
        {
            return [.. one.Calls.Where(call => !LineOf(one.Cluster).Seen.Contains(call))];
        }
    }

    /// <summary>The handler that sees the calls.</summary>
    public DelegatingHandler Handler() => new Watcher(this);

    private async Task SeeAsync(HttpRequestMessage request)
    {
        var parts = request.RequestUri!.PathAndQuery.Split('/', 4);
        if (parts is not ["", "clusters", var name, var rest])
        {
            return;
        }

        if (Note(name, request.Method.Method, "/" + rest) is { } fault)
        {
            await strike(fault, name, request.Method.Method, "/" + rest.Split('?')[0]);
        }
    }

    private CallFault? Note(string cluster, string method, string path)
    {
        lock (gate)
        {
            var line = LineOf(cluster);
            var key = new CallKey(isStruckOften ? line.LastWrite : $"{line.Writes} writes", method, CallKey.Normal(cluster, path));
            if (key.IsWrite)
            {
                line.Writes++;
                line.LastWrite = $"{method} {key.Path}";
            }

            if (!line.Seen.Add(key))
            {
                return null;
            }

            line.Order.Add(key);
            return line.Planned is { } planned && planned.Calls.Contains(key) ? planned.Fault : null;
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

        public string LastWrite { get; set; } = "nothing";

        public FaultCase? Planned { get; set; }
    }

    private sealed class Watcher(CallTap tap) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await tap.SeeAsync(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
