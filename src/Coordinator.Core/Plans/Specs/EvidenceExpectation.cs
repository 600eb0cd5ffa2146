using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Specs;

/// <summary>What the values at a JSONPath must be; every condition given must hold.</summary>
public sealed record EvidenceExpectation
{
    /// <summary>The JSONPath.</summary>
    public required string Json { get; init; }

    /// <summary>Value that each must equal.</summary>
    public JsonNode? EqualTo { get; init; }

    /// <summary>Least number.</summary>
    public double? Min { get; init; }

    /// <summary>Greatest number.</summary>
    public double? Max { get; init; }

    /// <summary>Greatest age of the report by its Last-Modified header.</summary>
    public TimeSpan? MaxAge { get; init; }
}
