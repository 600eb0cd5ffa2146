using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Coordinator.Demo;

/// <summary>What the demo did.</summary>
/// <param name="Clusters">Simulated clusters.</param>
/// <param name="Releases">The releases.</param>
/// <param name="Journal">Their journal, replayed.</param>
/// <param name="Crashes">How often the server was killed; null without <c>--crash</c>.</param>
internal sealed record DemoSummary(
    int Clusters, ImmutableArray<DemoReleaseSummary> Releases, DemoJournalSummary Journal, int? Crashes)
{
    /// <summary>Whether every release ended as its scenario says.</summary>
    [JsonIgnore]
    public bool IsAsExpected => Journal.ReplayMismatches == 0 && Releases.All(release => release.IsAsExpected);
}
