using Coordinator.Simulator.Clusters;

namespace Coordinator.Simulator.Traffic;

/// <summary>Sends requests to a Service at a rate of wall time, in process, over the same routing as the user entrance.</summary>
internal sealed class TrafficGenerator : IDisposable
{
    /// <summary>Requests under way at once; further ones are skipped and counted as such.</summary>
    public const int MaxInFlight = 20_000;

    private const double ShortestTick = 0.005;
    private const double LongestTick = 1;

    private readonly Cluster cluster;
    private readonly TrafficCounters counters;
    private readonly ITimer ticks;
    private readonly Lock sending = new();
    private readonly long began;
    private long sent;
    private int inFlight;
    private volatile bool stopped;

    public TrafficGenerator(Cluster cluster, TrafficOptions options)
    {
        this.cluster = cluster;
        Options = options;
        counters = new(cluster.Time);
        // Rates are those of the wall clock, however fast the clusters' clock runs.
        began = cluster.Wall.GetTimestamp();
        var tick = TimeSpan.FromSeconds(Math.Clamp(1 / options.RequestsPerSecond, ShortestTick, LongestTick));
        ticks = cluster.Wall.CreateTimer(_ => SendDue(), null, tick, tick);
    }

    public TrafficOptions Options { get; }

    public TrafficReport Report => counters.Report(Options, !stopped);

    public void Stop()
    {
        stopped = true;
        ticks.Dispose();
    }

    public void Dispose() => Stop();

    private void SendDue()
    {
        // A tick that comes while the one before still sends leaves the rest to the next.
        if (!sending.TryEnter()) return;
        try
        {
            var due = (long)(cluster.Wall.GetElapsedTime(began).TotalSeconds * Options.RequestsPerSecond);
            for (; sent < due && !stopped; sent++) Send();
        }
        finally
        {
            sending.Exit();
        }
    }

    private void Send()
    {
        if (Volatile.Read(ref inFlight) >= MaxInFlight)
        {
            counters.Skip();
            return;
        }

        var begun = cluster.Routes.Begin(Options.Namespace, Options.Service, Options.Method, Options.Path);
        if (begun.Latency == TimeSpan.Zero) counters.Count(begun.Process?.Complete(begun, Options.Path) ?? begun);
        else _ = FinishAsync(begun);
    }

    private async Task FinishAsync(Workloads.WorkloadResponse begun)
    {
        Interlocked.Increment(ref inFlight);
        await Task.Delay(begun.Latency, cluster.Wall).ConfigureAwait(false);
        Interlocked.Decrement(ref inFlight);
        counters.Count(begun.Process!.Complete(begun, Options.Path));
    }
}
