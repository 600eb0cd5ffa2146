using System.Globalization;
using Coordinator.Core.Checks;

namespace Coordinator.Core.Reports;

/// <summary>Rows of the table of success criteria that load checks ask for: their own requests, beside those of the users.</summary>
internal static class LoadCriteria
{
    /// <summary>A row for each target of each load check. Over several environments it is the worst of them.</summary>
    public static IEnumerable<Criterion> Of(IEnumerable<EnvironmentOutcome> outcomes) => outcomes
        .SelectMany(outcome => outcome.Loads.SelectMany(RowsOf))
        .GroupBy(row => (row.Criterion.Check, row.Criterion.Kind))
        .OrderBy(group => group.Key.Check, StringComparer.Ordinal).ThenBy(group => group.Key.Kind)
        .Select(group => Join([.. group]));

    private static IEnumerable<(Criterion Criterion, long Requests)> RowsOf(MeasuredLoad load)
    {
        var (wanted, found) = (load.Targets, load.Found);
        (CriterionKind Kind, double Measured, double? Limit)[] rows =
        [
            (CriterionKind.ErrorRate, found.ErrorRate, wanted.ErrorRate),
            (CriterionKind.P95, found.P95.TotalSeconds, wanted.P95?.TotalSeconds),
            (CriterionKind.P99, found.P99.TotalSeconds, wanted.P99?.TotalSeconds),
            (CriterionKind.Availability, found.Availability, wanted.Availability),
            (CriterionKind.Rate, found.PerSecond, wanted.MinRate),
        ];
        return rows.Where(row => row.Limit is not null).Select(row => (
            new Criterion(row.Kind, row.Measured, row.Limit, Judge(load.Outcome, row.Kind, row.Measured, row.Limit!.Value), "", load.Check), found.Requests));
    }

    /// <summary>A target that is missed is as grave as its check says.</summary>
    private static CheckOutcome Judge(CheckOutcome outcome, CriterionKind kind, double measured, double limit) =>
        (Criterion.IsAtLeast(kind) ? measured >= limit : measured <= limit) ? CheckOutcome.Pass
        : outcome is CheckOutcome.Warn ? CheckOutcome.Warn
        : CheckOutcome.Fail;

    private static Criterion Join(List<(Criterion Criterion, long Requests)> rows)
    {
        var first = rows[0].Criterion;
        var values = rows.Select(row => row.Criterion.Measured);
        return first with
        {
            Measured = Criterion.IsAtLeast(first.Kind) ? values.Min() : values.Max(),
            Limit = rows.All(row => row.Criterion.Limit == first.Limit) ? first.Limit : null,
            Verdict = SuccessCriteria.Worst(rows.Select(row => row.Criterion.Verdict)),
            Basis = string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.Sum(row => row.Requests)} requests of the check{(rows.Count == 1 ? "" : $", the worst of {rows.Count} environments")}"),
        };
    }
}
