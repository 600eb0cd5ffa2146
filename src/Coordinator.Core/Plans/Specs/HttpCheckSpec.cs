using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>An HTTP request and what its answer must be.</summary>
public sealed record HttpCheckSpec
{
    /// <summary>Default GET.</summary>
    public string Method { get; init; } = "GET";

    /// <summary>Path at the probed target; null where <see cref="Url"/> is given.</summary>
    public string? Path { get; init; }

    /// <summary>A whole URL instead.</summary>
    public string? Url { get; init; }

    /// <summary>Request headers.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Request body; null = none.</summary>
    public string? Body { get; init; }

    /// <summary>What the answer must be.</summary>
    public HttpExpectation Expect { get; init; } = new();

    /// <summary>Number of requests. Default 1; 1 to 10000.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Quantile of the times that maxTime is compared with. Default 1, the slowest; in (0, 1].</summary>
    public double Quantile { get; init; } = 1;
}
