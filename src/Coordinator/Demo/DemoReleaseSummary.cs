using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Coordinator.Demo;

/// <summary>What one release of the demo did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Scenario"><c>good</c>, <c>bad</c> or <c>flaky</c>.</param>
/// <param name="Phase">How it ended.</param>
/// <param name="Environments">Environments by phase.</param>
/// <param name="UserRequests">What users saw while it ran.</param>
/// <param name="TrafficWrites">Writes of the target Services, from the clusters' audit logs.</param>
/// <param name="Seconds">From submission to end, on the release's clock.</param>
/// <param name="DetectionSeconds">From the first bad answer to the decision; null where nothing went back.</param>
/// <param name="RollbackSeconds">From the decision until users were back on the old color; null where nothing went back.</param>
internal sealed record DemoReleaseSummary(
    string Name, string Scenario, string Phase, ImmutableSortedDictionary<string, int> Environments, DemoRequests UserRequests,
    DemoTrafficWrites TrafficWrites, double? Seconds, double? DetectionSeconds, double? RollbackSeconds)
{
    /// <summary>Whether it ended as its scenario says.</summary>
    [JsonIgnore]
    public bool IsAsExpected => Scenario is "bad"
        ? Phase is "RolledBack" && TrafficWrites.ColorsChanged == 0 && DetectionSeconds is not null && RollbackSeconds is not null && Environments.Keys.All(phase => phase is "RolledBack" or "Skipped")
        : Phase is "Succeeded" && UserRequests.Failed == 0 && Environments.Keys.All(phase => phase is "Live");
}

/// <summary>Requests of users.</summary>
internal sealed record DemoRequests(long Total, long Failed);

/// <summary>Writes of traffic objects.</summary>
/// <param name="Total">Accepted writes that changed the selector.</param>
/// <param name="RepeatedTurns">Of these: a turn that had written already.</param>
/// <param name="ColorsChanged">Clusters whose Service selects another color after the release than before it.</param>
internal sealed record DemoTrafficWrites(int Total, int RepeatedTurns, int ColorsChanged = 0);

/// <summary>Rows of the journal and what their replay met.</summary>
internal sealed record DemoJournalSummary(long Events, int ReplayMismatches);
