using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>How colours and traffic change.</summary>
public sealed record BlueGreenSpec
{
    /// <summary>Label that carries the colour. Default <c>version</c>.</summary>
    public string ColorLabel { get; init; } = "version";

    /// <summary>Limit of Deploying. Default 600 s.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Replicas of the preview before traffic; null = the full count; 1 to 10000.</summary>
    public int? PreviewReplicas { get; init; }

    /// <summary>Who directs traffic. Default the Service's selector.</summary>
    public RouterSpec Router { get; init; } = new();

    /// <summary>Steps in ascending weight, the last 100. Default one step of 100.</summary>
    public ImmutableArray<StepSpec> Steps { get; init; } = [new(100, TimeSpan.Zero)];

    /// <summary>How long after the release's end the previous colour stays warm. Default 24 h.</summary>
    public TimeSpan KeepPrevious { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a colour's request counter must stand still before it is scaled down. Default 30 s.</summary>
    public TimeSpan AbortScaleDownDelay { get; init; } = TimeSpan.FromSeconds(30);
}
