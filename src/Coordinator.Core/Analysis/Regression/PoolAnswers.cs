using System.Collections.Immutable;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>What the environments of a pool answered when they were asked for their evidence.</summary>
/// <param name="Evidence">Their evidence by key, without those that belong to another release by now.</param>
/// <param name="AreComplete">Whether all of them answered. Those who did not may be the ones that speak for the new version: without them
/// nothing is decided.</param>
public sealed record PoolAnswers(ImmutableSortedDictionary<string, RegressionEvidence> Evidence, bool AreComplete)
{
    /// <summary>The answers of a pool.</summary>
    /// <param name="pool">Keys of its environments.</param>
    /// <param name="read">What was answered.</param>
    public static PoolAnswers Of(IEnumerable<string> pool, ImmutableArray<EnvironmentEvidence> read)
    {
        var answers = read.ToDictionary(one => one.Key.ToString(), one => one.Evidence, StringComparer.Ordinal);
        var keys = pool.ToHashSet(StringComparer.Ordinal);
        return new(
            answers.Where(one => one.Value is not null && keys.Contains(one.Key))
                .ToImmutableSortedDictionary(one => one.Key, one => one.Value!, StringComparer.Ordinal),
            keys.All(answers.ContainsKey));
    }

    /// <summary>What they show, for people; null while it is not enough to stop the release.</summary>
    public string? Found() => AreComplete ? RegressionJudge.Find([.. Evidence.Values]) : null;

    /// <summary>The sentence where they do not confirm the suspicion.</summary>
    public string NotConfirmed => AreComplete
        ? $"suspected a regression; what {Evidence.Count} environments found up to now is not enough"
        : $"suspected a regression; only {Evidence.Count} environments told what they found up to now";
}
