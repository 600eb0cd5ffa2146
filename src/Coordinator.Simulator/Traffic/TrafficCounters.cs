using System.Collections.Immutable;
using Coordinator.Simulator.Workloads;

namespace Coordinator.Simulator.Traffic;

/// <summary>Counts what users saw. Thread-safe.</summary>
internal sealed class TrafficCounters(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, TrafficShare> byVersion = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrafficShare> byColor = new(StringComparer.Ordinal);
    private long total;
    private long failed;
    private long noEndpoint;
    private long skipped;
    private DateTimeOffset? first;
    private DateTimeOffset? last;

    public void Skip() => Interlocked.Increment(ref skipped);

    public void Count(WorkloadResponse response)
    {
        var bad = response.Status is 0 or >= 500;
        lock (gate)
        {
            total++;
            var at = bad ? time.GetUtcNow() : default(DateTimeOffset?);
            if (bad)
            {
                failed++;
                first ??= at;
                last = at;
            }

            if (response.Process is not { } process)
            {
                if (response.Status == 503) noEndpoint++;
                return;
            }

            Add(byVersion, process.Identity.Version, at);
            if (process.Identity.Color.Length > 0) Add(byColor, process.Identity.Color, at);
        }
    }

    public TrafficReport Report(TrafficOptions options, bool running)
    {
        lock (gate)
        {
            return new()
            {
                Namespace = options.Namespace,
                Service = options.Service,
                Running = running,
                Total = total,
                Failed = failed,
                NoEndpoint = noEndpoint,
                Skipped = Interlocked.Read(ref skipped),
                FirstFailureAt = first,
                LastFailureAt = last,
                ByVersion = byVersion.ToImmutableSortedDictionary(),
                ByColor = byColor.ToImmutableSortedDictionary(),
            };
        }
    }

    private static void Add(Dictionary<string, TrafficShare> shares, string name, DateTimeOffset? failedAt)
    {
        var share = shares.GetValueOrDefault(name) ?? new(0, 0, null);
        shares[name] = new(share.Total + 1, share.Failed + (failedAt is null ? 0 : 1), share.FirstFailureAt ?? failedAt);
    }
}
