using System.Text.Json.Serialization;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A one-time validation. Exactly one kind is set.</summary>
public sealed record CheckSpec
{
    /// <summary>Name, unique within its list.</summary>
    public required string Name { get; init; }

    /// <summary>An HTTP request.</summary>
    public HttpCheckSpec? Http { get; init; }

    /// <summary>A Kubernetes Job that must end with success.</summary>
    public JobSpec? Job { get; init; }

    /// <summary>A load that must meet targets.</summary>
    public LoadCheckSpec? Load { get; init; }

    /// <summary>A PromQL value or alert states.</summary>
    public PrometheusCheckSpec? Prometheus { get; init; }

    /// <summary>A field of a Kubernetes object.</summary>
    public ObjectCheckSpec? Object { get; init; }

    /// <summary>Further attempts. Default 0; 0 to 100.</summary>
    public int Retries { get; init; }

    /// <summary>Limit of one attempt. Default 60 s; read from a file, a load gets its ramp-up, its length and 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What a failure means. Default fail.</summary>
    public OnFailure OnFailure { get; init; } = OnFailure.Fail;

    /// <summary>From where it runs. Default the coordinator.</summary>
    public CheckOrigin From { get; init; } = CheckOrigin.Coordinator;

    /// <summary>Whether it runs as a Kubernetes Job.</summary>
    [JsonIgnore]
    public bool IsJob => Job is not null || From is CheckOrigin.Cluster;

    /// <summary>Name of the kind that is set, as in the format.</summary>
    [JsonIgnore]
    public string Kind => this switch
    {
        { Http: not null } => "http",
        { Job: not null } => "job",
        { Load: not null } => "load",
        { Prometheus: not null } => "prometheus",
        { Object: not null } => "object",
        _ => "",
    };
}
