using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Reports;

/// <summary>How a report writes values for people.</summary>
public static class ReportText
{
    /// <summary>Where there is no value.</summary>
    public const string Nothing = "-";

    /// <summary>Name of a criterion.</summary>
    public static string Of(CriterionKind kind) => kind switch
    {
        CriterionKind.Downtime => "downtime",
        CriterionKind.ErrorRate => "error rate",
        CriterionKind.P95 => "p95",
        CriterionKind.P99 => "p99",
        CriterionKind.Availability => "availability",
        CriterionKind.Rate => "request rate",
        CriterionKind.Regression => "regression (e-value)",
    };

    /// <summary>Name of a row of the table.</summary>
    public static string Of(Criterion criterion) =>
        criterion.Check is { } check ? $"{Of(criterion.Kind)}, load {check}" : Of(criterion.Kind);

    /// <summary>Name of a stage, as in the format.</summary>
    public static string Of(CheckStage stage) => stage switch
    {
        CheckStage.Preview => "preview",
        CheckStage.Validation => "validation",
        CheckStage.Gate => "gate",
    };

    /// <summary><c>PASS</c>, <c>FAIL</c>, <c>WARN</c>; a dash where nothing was judged.</summary>
    public static string Of(CheckOutcome? outcome) => outcome switch
    {
        CheckOutcome.Pass => "PASS",
        CheckOutcome.Fail => "FAIL",
        CheckOutcome.Warn => "WARN",
        null => Nothing,
    };

    /// <summary>A verdict in the same words: what could not be judged is a warning.</summary>
    public static CheckOutcome OutcomeOf(Verdict verdict) => verdict switch
    {
        Verdict.Healthy => CheckOutcome.Pass,
        Verdict.Unhealthy => CheckOutcome.Fail,
        Verdict.Inconclusive or Verdict.NoData => CheckOutcome.Warn,
    };

    /// <summary>Verdict of a whole release; null while it is under way.</summary>
    public static CheckOutcome? OutcomeOf(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Succeeded => CheckOutcome.Pass,
        ReleasePhase.RolledBack or ReleasePhase.Failed => CheckOutcome.Fail,
        ReleasePhase.Superseded => CheckOutcome.Warn,
        ReleasePhase.Planned or ReleasePhase.Queued or ReleasePhase.AwaitingApproval or ReleasePhase.Progressing or ReleasePhase.RollingBack => null,
    };

    /// <summary>A value of a criterion with its unit.</summary>
    public static string Value(CriterionKind kind, double? value) => value is not { } known ? Nothing : kind switch
    {
        CriterionKind.Downtime => Text($"{known:0.#} s"),
        CriterionKind.ErrorRate or CriterionKind.Availability => Text($"{known * 100:0.###} %"),
        CriterionKind.P95 or CriterionKind.P99 => Text($"{known * 1000:0.#} ms"),
        CriterionKind.Rate => Text($"{known:0.##}/s"),
        CriterionKind.Regression => Text($"{known:0.##}"),
    };

    /// <summary>A limit of a criterion; a dash where there is none.</summary>
    public static string Limit(Criterion criterion) =>
        criterion.Limit is null ? criterion.Verdict is null ? Nothing : "differs" : $"{Sign(criterion.Kind)} {Value(criterion.Kind, criterion.Limit)}";

    /// <summary>A value of a metric with its unit.</summary>
    public static string Value(MeasuredMetric metric, double? value) => value is not { } known ? Nothing : metric.Kind switch
    {
        "errorRate" => Text($"{known * 100:0.###} %"),
        "latency" => Text($"{known * 1000:0.#} ms"),
        "downtime" => Text($"{known:0.#} s"),
        _ => Text($"{known:0.####}"),
    };

    /// <summary>The limits of a metric.</summary>
    public static string Limit(MeasuredMetric metric) => (metric.Max, metric.Min) switch
    {
        (null, null) => Nothing,
        ({ } max, null) => $"≤ {Value(metric, max)}",
        (null, { } min) => $"≥ {Value(metric, min)}",
        ({ } max, { } min) => $"{Value(metric, min)} to {Value(metric, max)}",
    };

    /// <summary><c>40, 1 unhealthy, 2 without data</c>.</summary>
    public static string Measurements(MeasuredMetric metric)
    {
        var tally = metric.Tally;
        return Text($"{metric.Measurements()}")
            + (tally.Unhealthy > 0 ? Text($", {tally.Unhealthy} unhealthy") : "")
            + (tally.Inconclusive > 0 ? Text($", {tally.Inconclusive} inconclusive") : "")
            + (tally.NoData > 0 ? Text($", {tally.NoData} without data") : "");
    }

    /// <summary>A share in percent; a dash where there is none.</summary>
    public static string Share(double? share) => share is { } known ? Text($"{known * 100:0.#} %") : Nothing;

    /// <summary><c>3 passed, 1 failed, 0 warnings, 2 not run (75 %)</c>.</summary>
    public static string Of(CheckCounts counts) =>
        Text($"{counts.Passed} passed, {counts.Failed} failed, {counts.Warned} warnings, {counts.NotRun} not run")
        + (counts.SuccessRate is null ? "" : $"; success rate {Share(counts.SuccessRate)}");

    /// <summary><c>3 Live, 1 RolledBack</c>.</summary>
    public static string Of(ImmutableSortedDictionary<string, int> phases) =>
        string.Join(", ", phases.Select(phase => Text($"{phase.Value} {phase.Key}")));

    /// <summary>An instant in UTC to the second.</summary>
    public static string Of(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static char Sign(CriterionKind kind) => kind is CriterionKind.Regression ? '<' : Criterion.IsAtLeast(kind) ? '≥' : '≤';

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
