namespace Coordinator.Kubernetes;

/// <summary>How clusters are reached. Section <c>Kubernetes</c> of the configuration.</summary>
public sealed record KubernetesOptions
{
    /// <summary>Folder that kubeconfig paths of Cluster files are relative to, and outside which none is read. Must
    /// exist.</summary>
    public required string KubeconfigFolder { get; init; }

    /// <summary>Limit of one API call in wall time, connection and answer included. Default 10 s; 100 ms to 5 minutes.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts of one call, where repeating it is safe. Default 4; 1 to 10.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>Wait before the second attempt, doubled for each further one, with jitter. Default 100 ms; 1 ms to 10
    /// s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a connection is used before registration and kubeconfig are looked at again. Default 10 s; 0 to 10
    /// minutes.</summary>
    public TimeSpan RecheckAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Limit of one run of a credential plugin in wall time. Default 30 s; 100 ms to 5 minutes.</summary>
    public TimeSpan PluginTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Folder with <c>token</c> and <c>ca.crt</c> of the pod that the coordinator runs in, for clusters with
    /// <c>inCluster: true</c>. Default where Kubernetes mounts it.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>Address of the API for clusters with <c>inCluster: true</c>, https. Default: what Kubernetes tells every pod by
    /// <c>KUBERNETES_SERVICE_HOST</c> and <c>_PORT</c>.</summary>
    public Uri? InClusterServer { get; init; }

    /// <summary>Which addresses releases may name.</summary>
    public OutboundOptions Outbound { get; init; } = new();

    /// <summary>Makes the handler of requests to addresses that a release names, instead of one that keeps to
    /// <see cref="Outbound"/>; null = none.</summary>
    public Func<HttpMessageHandler>? OutboundHandler { get; init; }

    /// <summary>Folder in which files lie that a release may name (tokens and passwords of Prometheus servers), and outside which none is
    /// read. Keep kubeconfigs out of it: a release decides where a token is sent. Null = none is read. Must exist.</summary>
    public string? ReleaseFilesFolder { get; init; }

    /// <summary>The clock of deadlines and polls; null = the registered <see cref="TimeProvider"/>, or the system's. A clock that
    /// runs faster is given here and not registered: Orleans would take a registered one for its own time limits.</summary>
    public TimeProvider? Clock { get; init; }

    /// <summary>How many times faster than the wall's <see cref="Clock"/> runs: the length of a load is on the one, its rate on the other.
    /// Default 1; at least 1.</summary>
    public double ClockFactor { get; init; } = 1;

    /// <summary>The clock of what stays real however fast the other one runs: limits of calls, budgets, retries. Default: the
    /// system's.</summary>
    public TimeProvider Wall { get; init; } = TimeProvider.System;

    /// <summary>Makes a handler that is put before the one of each cluster's connection, to look at its calls or to carry them in
    /// another way. Default: none.</summary>
    public Func<DelegatingHandler>? ApiHandler { get; init; }

    /// <summary>Every error, with the configuration key it is about.</summary>
    internal IEnumerable<string> Errors()
    {
        (string Key, string? Path)[] folders = [(nameof(KubeconfigFolder), KubeconfigFolder), (nameof(ReleaseFilesFolder), ReleaseFilesFolder)];
        foreach (var (key, path) in folders.Where(folder => folder.Path is { } named && !Directory.Exists(named)))
        {
            yield return $"Kubernetes:{key}: the folder '{path}' does not exist";
        }

        foreach (var (key, value, least, most) in Durations().Where(one => one.Value < one.Least || one.Value > one.Most))
        {
            yield return $"Kubernetes:{key}: {value} is not within {least} and {most}";
        }

        if (InClusterServer is { } server && !(server is { IsAbsoluteUri: true, Scheme: "https" }))
        {
            yield return $"Kubernetes:InClusterServer: '{server}' is no https address";
        }

        if (ClockFactor is not (>= 1 and <= 100_000))
        {
            yield return $"Kubernetes:ClockFactor: {ClockFactor} is not within 1 and 100000";
        }

        if (Attempts is < 1 or > 10)
        {
            yield return $"Kubernetes:Attempts: {Attempts} is not within 1 and 10";
        }

        foreach (var error in Outbound.Errors())
        {
            yield return error;
        }
    }

    private IEnumerable<(string Key, TimeSpan Value, TimeSpan Least, TimeSpan Most)> Durations() =>
    [
        (nameof(CallTimeout), CallTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        (nameof(PluginTimeout), PluginTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
        (nameof(RetryDelay), RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
        (nameof(RecheckAfter), RecheckAfter, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
    ];
}
