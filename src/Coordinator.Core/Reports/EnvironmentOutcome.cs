using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;

namespace Coordinator.Core.Reports;

/// <summary>What became of a release in one environment: its checks and all that was measured. Kept when the environment goes on to
/// another release.</summary>
public sealed record EnvironmentOutcome
{
    /// <summary>The environment.</summary>
    public required EnvironmentKey Key { get; init; }

    /// <summary>The release.</summary>
    public required string Release { get; init; }

    /// <summary>Its version.</summary>
    public required string Version { get; init; }

    /// <summary>Region of its cluster; empty in what older versions kept.</summary>
    public string Region { get; init; } = "";

    /// <summary>Where it is, or was at last.</summary>
    public EnvironmentPhase Phase { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Users' share of the new colour.</summary>
    public int WeightPercent { get; init; }

    /// <summary>Judgement of health.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Why it went back, failed or stands still; null where it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>Results of the checks that ended, in order.</summary>
    public ImmutableArray<CheckResult> Checks { get; init; } = [];

    /// <summary>Checks that did not run, or have not ended: <c>stage/name</c>.</summary>
    public ImmutableArray<string> NotRun { get; init; } = [];

    /// <summary>The metrics, in the plan's order.</summary>
    public ImmutableArray<MeasuredMetric> Metrics { get; init; } = [];

    /// <summary>Load checks that came to their end, in order.</summary>
    public ImmutableArray<MeasuredLoad> Loads { get; init; } = [];

    /// <summary>What comparing the colours found, for people; null where they were not compared.</summary>
    public string? Regression { get; init; }

    /// <summary>The same in numbers; null where there was no other colour, or the plan compares nothing.</summary>
    public RegressionEvidence? Evidence { get; init; }

    /// <summary>Outcome of a state under the plan of its release.</summary>
    public static EnvironmentOutcome Of(EnvironmentPlan plan, EnvironmentState state) => new()
    {
        Key = state.Key,
        Release = plan.Release,
        Version = plan.Version,
        Region = plan.Region,
        Phase = state.Phase,
        Since = state.PhaseSince,
        WeightPercent = state.WeightPercent,
        Verdict = state.Analysis.Verdict,
        Reason = state.Back?.Reason ?? state.Reason ?? state.Pause?.Reason,
        Checks = state.Checks,
        NotRun =
        [
            .. Missing(CheckStage.Preview, plan.Checks.Preview, state.Checks),
            .. Missing(CheckStage.Validation, plan.Checks.Validation, state.Checks),
        ],
        Loads =
        [
            .. LoadsOf(CheckStage.Preview, plan.Checks.Preview, state.Checks),
            .. LoadsOf(CheckStage.Validation, plan.Checks.Validation, state.Checks),
        ],
        Metrics = [.. plan.Analysis.Metrics.Select(metric => Of(metric, state.Analysis))],
        Regression = state.Analysis.Regression is { Evidence: { Metrics.IsEmpty: false } evidence } ? RegressionText.Of(evidence) : null,
        Evidence = state is { Colors.Active: not null, Analysis.Regression.Evidence: { Metrics.IsEmpty: false } compared } ? compared : null,
    };

    /// <summary>Name of its row in the registry.</summary>
    public static string NameOf(string release, EnvironmentKey key) => $"{release}/{key}";

    private static IEnumerable<string> Missing(CheckStage stage, ImmutableArray<CheckSpec> wanted, ImmutableArray<CheckResult> results) => wanted
        .Where(check => !results.Any(result => result.Stage == stage && result.Name == check.Name))
        .Select(check => $"{ReportText.Of(stage)}/{check.Name}");

    private static IEnumerable<MeasuredLoad> LoadsOf(CheckStage stage, ImmutableArray<CheckSpec> checks, ImmutableArray<CheckResult> results) =>
        from result in results
        where result.Stage == stage && result.Load is not null
        from check in checks
        where check.Name == result.Name && check.Load is not null
        select new MeasuredLoad($"{ReportText.Of(stage)}/{check.Name}", check.Load!.Targets, result.Load!, result.Outcome);

    private static MeasuredMetric Of(MetricSpec metric, AnalysisState analysis)
    {
        var tally = analysis.Tallies.GetValueOrDefault(metric.Name, MetricTally.None);
        var known = analysis.Metrics.GetValueOrDefault(metric.Name);
        return new()
        {
            Name = metric.Name,
            Kind = MetricWords.KindOf(metric),
            Source = MetricWords.SourceOf(metric),
            Quantile = metric.Latency?.Quantile,
            Max = metric.Max,
            Min = metric.Min,
            DryRun = metric.DryRun,
            Verdict = known?.Verdict ?? Verdict.NoData,
            NoData = known?.NoData,
            Because = known?.Because ?? "",
            Last = known?.Value,
            Bad = metric.ErrorRate?.FailedIn(tally.Counted) ?? 0,
            Tally = tally,
        };
    }
}
