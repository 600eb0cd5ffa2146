using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A PromQL value within limits, or alerts in a state. A rule that is absent fails.</summary>
public sealed record PrometheusCheckSpec
{
    /// <summary>Base URL with placeholders.</summary>
    public required string Url { get; init; }

    /// <summary>Query; null where <see cref="Alerts"/> are given.</summary>
    public string? Query { get; init; }

    /// <summary>Least value.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest value.</summary>
    public double? Max { get; init; }

    /// <summary>Names of alert rules.</summary>
    public ImmutableArray<string> Alerts { get; init; } = [];

    /// <summary>State the alerts must be in. Default inactive.</summary>
    public AlertState Expect { get; init; } = AlertState.Inactive;

    /// <summary>File with a bearer token; null = none.</summary>
    public string? BearerTokenFile { get; init; }

    /// <summary>File with <c>user:password</c>; null = none.</summary>
    public string? BasicAuthFile { get; init; }
}
