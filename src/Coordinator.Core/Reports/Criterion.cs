using Coordinator.Core.Checks;

namespace Coordinator.Core.Reports;

/// <summary>A row of the table of success criteria.</summary>
/// <param name="Kind">What is measured, and in which unit.</param>
/// <param name="Measured">Value over the whole release; null where it was not measured.</param>
/// <param name="Limit">The release's own limit, the least for availability and rate, else the most; null where it has none, or environments have different ones.</param>
/// <param name="Verdict">Whether the limit was kept: Warn where there is a limit and nothing was measured; null without a limit.</param>
/// <param name="Basis">What the value rests on, for people; empty where nothing was measured.</param>
/// <param name="Check">The load check whose target this is, <c>stage/name</c>; null where users' requests were measured.</param>
public sealed record Criterion(CriterionKind Kind, double? Measured, double? Limit, CheckOutcome? Verdict, string Basis, string? Check = null)
{
    /// <summary>Whether the limit of a kind is the least that is wanted, rather than the most.</summary>
    public static bool IsAtLeast(CriterionKind kind) => kind is CriterionKind.Availability or CriterionKind.Rate;
}
