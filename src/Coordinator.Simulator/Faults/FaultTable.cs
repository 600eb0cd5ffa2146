using System.Collections.Immutable;

namespace Coordinator.Simulator.Faults;

/// <summary>The faults of a cluster. Thread-safe.</summary>
internal sealed class FaultTable(TimeProvider time)
{
    /// <summary>Faults at once.</summary>
    public const int MaxFaults = 1_000;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MaxSkew = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private int next;

    private sealed record Entry(Fault Fault, DateTimeOffset Since, long Version)
    {
        public int? Left { get; set; } = Fault.Count;
    }

    public TimeSpan ClockSkew { get; private set; }

    /// <summary>Called when open watches must end.</summary>
    public event Action<Fault>? WatchesDropped;

    public ImmutableArray<Fault> All
    {
        get
        {
            lock (gate) return [.. entries.Select(entry => entry.Fault with { Count = entry.Left })];
        }
    }

    /// <summary>Sets a fault; one with the same id is replaced. Answers its id.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or there are too many faults.</exception>
    public string Put(Fault fault, long version)
    {
        Check(fault);
        string id;
        lock (gate)
        {
            id = fault.Id.Length > 0 ? fault.Id : $"fault-{++next}";
            entries.RemoveAll(entry => entry.Fault.Id == id);
            if (entries.Count >= MaxFaults) throw new ArgumentException($"there are {MaxFaults} faults already");
            entries.Add(new(fault with { Id = id }, time.GetUtcNow(), version));
            Skew();
        }

        if (fault.Kind is FaultKind.DropWatches or FaultKind.Partition) WatchesDropped?.Invoke(fault);
        return id;
    }

    public bool Remove(string id)
    {
        lock (gate)
        {
            var removed = entries.RemoveAll(entry => entry.Fault.Id == id) > 0;
            Skew();
            return removed;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            entries.Clear();
            Skew();
        }
    }

    /// <summary>The faults that strike a request; each counts it.</summary>
    public List<Fault> Strike(string method, string path, bool watch)
    {
        lock (gate)
        {
            if (entries.Count == 0) return [];
            var struck = entries.Where(entry => Fits(entry.Fault, method, path, watch)).ToList();
            foreach (var entry in struck) entry.Left--;
            entries.RemoveAll(entry => entry.Left is <= 0);
            return [.. struck.Select(entry => entry.Fault)];
        }
    }

    /// <summary>The version of which a read is answered; null when it is not stale.</summary>
    public long? StaleVersion(string method, string path)
    {
        lock (gate)
        {
            var entry = entries.Find(candidate => candidate.Fault.Kind == FaultKind.StaleReads && Matches(candidate.Fault, method, path));
            if (entry is null) return null;
            entry.Left--;
            entries.RemoveAll(candidate => candidate.Left is <= 0);
            return entry.Version;
        }
    }

    private static bool Fits(Fault fault, string method, string path, bool watch) => fault.Kind switch
    {
        FaultKind.ClockSkew or FaultKind.StaleReads => false,
        FaultKind.DropWatches => watch && Matches(fault, method, path),
        _ => Matches(fault, method, path),
    };

    public static bool Matches(Fault fault, string method, string path) =>
        (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
        && (fault.Path is null || path.Contains(fault.Path, StringComparison.Ordinal));

    private static void Check(Fault fault)
    {
        if (!Enum.IsDefined(fault.Kind)) throw new ArgumentException("kind: no such kind of fault");
        if (fault.Count is <= 0) throw new ArgumentException("count: must be at least 1");
        if (fault.Kind == FaultKind.ClockSkew && fault.Delay.Duration() > MaxSkew)
            throw new ArgumentException("delay: a clock may be off by a day at most");
        if (fault.Kind != FaultKind.ClockSkew && (fault.Delay < TimeSpan.Zero || fault.Delay > MaxDelay))
            throw new ArgumentException("delay: must be between 0 and 10 minutes");
        if (fault.Status is not (409 or (>= 500 and <= 599))) throw new ArgumentException("status: must be 409 or between 500 and 599");
        if (fault.RetryAfterSeconds is < 0 or > 3600) throw new ArgumentException("retryAfterSeconds: must be between 0 and 3600");
    }

    private void Skew() => ClockSkew = entries.Where(entry => entry.Fault.Kind == FaultKind.ClockSkew)
        .Aggregate(TimeSpan.Zero, (sum, entry) => sum + entry.Fault.Delay);
}
