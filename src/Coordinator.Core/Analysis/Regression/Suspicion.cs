using System.Collections.Immutable;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>
/// What the evidence of a pool shows as it was reported. It is a reason to ask and not to decide: an environment reports when it saw bad
/// requests, so that intervals in which all went well may be missing, and the product of what was reported can only be greater than that
/// of what was found.
/// </summary>
/// <param name="Found">The figures, for people.</param>
/// <param name="Keys">Keys of the environments whose evidence is multiplied.</param>
public sealed record Suspicion(string Found, ImmutableArray<string> Keys)
{
    /// <summary>The suspicion about a pool; null where there is none, or nobody to tell.</summary>
    /// <param name="reported">Evidence as it was reported, by environment.</param>
    /// <param name="isUntold">Whether an environment would be told.</param>
    public static Suspicion? Of(IReadOnlyDictionary<string, RegressionEvidence> reported, Func<string, RegressionEvidence, bool> isUntold) =>
        RegressionJudge.Find([.. reported.Values]) is { } found && reported.Any(one => isUntold(one.Key, one.Value))
            ? new(found, [.. reported.Keys.Order(StringComparer.Ordinal)])
            : null;
}
