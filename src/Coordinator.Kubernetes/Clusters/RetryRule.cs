namespace Coordinator.Kubernetes.Clusters;

/// <summary>How long to wait before the next attempt: twice as long each time, with jitter, and never less than the server
/// asks for.</summary>
internal sealed class RetryRule(KubernetesOptions options)
{
    /// <summary>A server that asks for more is left alone until then, and the call ends.</summary>
    private static readonly TimeSpan LongestInCall = TimeSpan.FromSeconds(15);

    /// <summary>A rollback waits no longer than this, whatever the server asks for.</summary>
    private static readonly TimeSpan LongestOfRollback = TimeSpan.FromSeconds(2);

    /// <summary>A header of a year must not close a cluster for a year.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>The wait; null where it would be too long for one call.</summary>
    public TimeSpan? Wait(ApiPriority priority, ApiFault fault, int attempt)
    {
        var backoff = options.RetryDelay * Math.Pow(2, attempt - 1) * Jitter();
        if (fault.RetryAfter is not { } asked)
        {
            return backoff;
        }

        if (priority is ApiPriority.Rollback)
        {
            return backoff + (asked < LongestOfRollback ? asked : LongestOfRollback);
        }

        return asked <= LongestInCall ? asked + backoff : null;
    }

    /// <summary>The pause that a server may ask of all calls.</summary>
    public static TimeSpan Limited(TimeSpan asked) => asked < LongestPause ? asked : LongestPause;

    /// <summary>Half to one and a half, so that many clients do not come back at once.</summary>
    private static double Jitter() => 0.5 + Random.Shared.NextDouble();
}
