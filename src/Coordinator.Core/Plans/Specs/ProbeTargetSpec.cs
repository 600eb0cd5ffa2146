namespace Coordinator.Core.Plans.Specs;

/// <summary>How requests reach a colour or the users' entrance: by URL, or through the API server's proxy.</summary>
public sealed record ProbeTargetSpec
{
    /// <summary>Base URL with placeholders; null = the API server's proxy.</summary>
    public string? Url { get; init; }

    /// <summary>Port of the pod or Service for the proxy; null = the Service's first port.</summary>
    public int? Port { get; init; }

    /// <summary>Host header; null = the URL's.</summary>
    public string? Host { get; init; }

    /// <summary>Time between probes. Default 5 s.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(5);
}
