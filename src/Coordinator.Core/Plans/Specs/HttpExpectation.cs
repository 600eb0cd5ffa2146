using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Specs;

/// <summary>What an HTTP answer must be; every condition given must hold.</summary>
public sealed record HttpExpectation
{
    /// <summary>Status; null = any of 200 to 299.</summary>
    public int? Status { get; init; }

    /// <summary>Text that the body must contain.</summary>
    public string? Contains { get; init; }

    /// <summary>JSONPath into the body.</summary>
    public string? Json { get; init; }

    /// <summary>Value that each node at <see cref="Json"/> must equal.</summary>
    public JsonNode? EqualTo { get; init; }

    /// <summary>Least number of elements at <see cref="Json"/>.</summary>
    public int? MinItems { get; init; }

    /// <summary>Greatest time.</summary>
    public TimeSpan? MaxTime { get; init; }
}
