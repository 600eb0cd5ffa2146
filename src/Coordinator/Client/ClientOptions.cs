namespace Coordinator.Client;

/// <summary>Where the server is and who calls.</summary>
/// <param name="Server">Address of the server, http or https; a path is kept in front of <c>/api/v1</c>.</param>
/// <param name="Token">Bearer token; null calls without one.</param>
internal sealed record ClientOptions(Uri Server, string? Token)
{
    /// <summary>Where a server listens unless told otherwise.</summary>
    public static Uri DefaultServer { get; } = new("http://127.0.0.1:8080");

    /// <summary>Longest wait for one answer. Default 30 s, of real time; beyond it counts as a connection fault.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The same for what computes: submit, plan, replay. Default 5 minutes.</summary>
    public TimeSpan LongCallTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence of a live event stream before it is opened again. Default 60 s, of real time.</summary>
    public TimeSpan StreamIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Told once when the server stops answering and once when it answers again; null = nobody.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>Greatest answer, and greatest single live event. Default 32 MiB: a release with 1,000 environments and their last log lines.</summary>
    public int MaxAnswerBytes { get; init; } = 32 * 1024 * 1024;
}
