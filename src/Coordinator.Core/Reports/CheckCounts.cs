using System.Collections.Immutable;
using Coordinator.Core.Checks;

namespace Coordinator.Core.Reports;

/// <summary>How checks ended.</summary>
/// <param name="Passed">Checks that hold.</param>
/// <param name="Failed">Checks that do not, and ended something.</param>
/// <param name="Warned">Checks that do not, and only say so.</param>
/// <param name="NotRun">Checks that did not run, or have not ended.</param>
public sealed record CheckCounts(int Passed, int Failed, int Warned, int NotRun)
{
    /// <summary>No checks.</summary>
    public static CheckCounts None { get; } = new(0, 0, 0, 0);

    /// <summary>Share of those that hold among those that ended; null where none did.</summary>
    public double? SuccessRate => Passed + Failed + Warned is > 0 and var ended ? (double)Passed / ended : null;

    /// <summary>Counts of several environments.</summary>
    public static CheckCounts Of(IEnumerable<EnvironmentOutcome> outcomes) =>
        outcomes.Aggregate(None, (sum, outcome) => sum.Plus(outcome.Checks, outcome.NotRun.Length));

    /// <summary>These and further checks.</summary>
    /// <param name="checks">Those that ended.</param>
    /// <param name="notRun">Number of those that did not.</param>
    public CheckCounts Plus(ImmutableArray<CheckResult> checks, int notRun) => new(
        Passed + checks.Count(check => check.Outcome is CheckOutcome.Pass),
        Failed + checks.Count(check => check.Outcome is CheckOutcome.Fail),
        Warned + checks.Count(check => check.Outcome is CheckOutcome.Warn),
        NotRun + notRun);
}
