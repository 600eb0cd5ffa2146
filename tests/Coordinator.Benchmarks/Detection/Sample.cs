namespace Coordinator.Benchmarks.Detection;

/// <summary>Counts of one environment over some time.</summary>
internal struct Sample
{
    /// <summary>Requests of the old colour.</summary>
    public int OldRequests;

    /// <summary>Requests of the new colour.</summary>
    public int NewRequests;

    /// <summary>Failed requests of the old colour.</summary>
    public int OldErrors;

    /// <summary>Failed requests of the new colour.</summary>
    public int NewErrors;

    /// <summary>Slow requests of the old colour.</summary>
    public int OldSlow;

    /// <summary>Slow requests of the new colour.</summary>
    public int NewSlow;

    /// <summary>Whether no request was bad.</summary>
    public readonly bool IsQuiet => (OldErrors | NewErrors | OldSlow | NewSlow) == 0;

    /// <summary>Adds another.</summary>
    public void Add(in Sample other)
    {
        OldRequests += other.OldRequests;
        NewRequests += other.NewRequests;
        OldErrors += other.OldErrors;
        NewErrors += other.NewErrors;
        OldSlow += other.OldSlow;
        NewSlow += other.NewSlow;
    }
}
