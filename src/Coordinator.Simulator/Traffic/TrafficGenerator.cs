using Coordinator.Simulator.Clusters;

namespace Coordinator.Simulator.Traffic;

/// <summary>Sends requests to a Service at a rate of wall time, in process, over the same routing as the user entrance.</summary>
internal sealed class TrafficGenerator : IDisposable
{
    /// <summary>Requests under way at once; further ones are skipped and counted as such.</summary>
    public const int MaxInFlight = 20_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly Cluster cluster;
    private readonly CancellationTokenSource stop = new();
    private readonly TrafficCounters counters;
    private int inFlight;

    public TrafficGenerator(Cluster cluster, TrafficOptions options)
    {
        this.cluster = cluster;
        Options = options;
        counters = new(cluster.Time);
        Completion = Task.Run(SendAsync);
    }

    public TrafficOptions Options { get; }

    public Task Completion { get; }

    public TrafficReport Report => counters.Report(Options, !stop.IsCancellationRequested);

    public void Stop() => stop.Cancel();

    public void Dispose() => stop.Cancel();

    private async Task SendAsync()
    {
        // Rates are those of the wall clock, however fast the clusters' clock runs.
        var began = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Tick);
        var sent = 0L;
        try
        {
            while (await ticks.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                var due = (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * Options.RequestsPerSecond);
                for (; sent < due; sent++) Send();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
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
        await Task.Delay(begun.Latency).ConfigureAwait(false);
        Interlocked.Decrement(ref inFlight);
        counters.Count(begun.Process!.Complete(begun, Options.Path));
    }
}
