using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Checks;

namespace Coordinator.Core.Releases;

/// <summary>The checks of the gate before a wave.</summary>
public sealed record GateState
{
    /// <summary>The check to run next, from 0; as many as there are when all have passed.</summary>
    public int Cursor { get; init; }

    /// <summary>Results, one for each check, in the order in which they ended.</summary>
    public ImmutableArray<CheckResult> Results { get; init; } = [];

    /// <summary>The check that shuts the gate; null where none does.</summary>
    [JsonIgnore]
    public CheckResult? Failure => Results.FirstOrDefault(result => result.Outcome is CheckOutcome.Fail);
}
