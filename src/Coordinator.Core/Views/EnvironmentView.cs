using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>An environment with its measurements.</summary>
/// <param name="Report">Where it is.</param>
/// <param name="Metrics">Its measurements, in the plan's order.</param>
/// <param name="Pending">Name of the effect under way; null for none.</param>
/// <param name="Deadline">When the phase's limit is reached; null for none.</param>
/// <param name="Held">Healthy time in the current hold or bake.</param>
/// <param name="HoldWanted">Healthy time wanted; null where nothing is held.</param>
/// <param name="KeepPreviousUntil">When the previous colour is scaled down; null while that is open.</param>
/// <param name="Logs">Last log lines that were kept; null for none.</param>
public sealed record EnvironmentView(
    EnvironmentReport Report, ImmutableArray<MetricView> Metrics, string? Pending, DateTimeOffset? Deadline, TimeSpan Held,
    TimeSpan? HoldWanted, DateTimeOffset? KeepPreviousUntil, string? Logs)
{
    /// <summary>Results of the checks that ended, in order.</summary>
    public ImmutableArray<CheckResult> Checks { get; init; } = [];

    /// <summary>Name of the check, or of the Job of <c>prepare</c>, that is under way; null for none.</summary>
    public string? Checking { get; init; }

    /// <summary>What the check asks that is under way, or that failed; null for none.</summary>
    public string? CheckSource { get; init; }

    /// <summary>View of a state; without a plan there are no metrics.</summary>
    public static EnvironmentView Of(EnvironmentPlan? plan, EnvironmentState state, long revision) => new(
        EnvironmentReport.Of(state, revision),
        plan is null ? [] : [.. plan.Analysis.Metrics.Select(metric => MetricOf(metric, state))],
        state.Pending?.GetType().Name,
        plan is null ? null : EnvironmentDeadlines.Of(plan, state),
        state.Held,
        plan is null ? null : EnvironmentDeadlines.HoldWanted(plan, state),
        state.KeepPreviousUntil,
        state.Logs)
    {
        Checks = state.Checks,
        Checking = plan is null ? null : WorkOf(plan, state.Pending),
        CheckSource = plan is null ? null : SourceOf(plan, state),
    };

    private static string? WorkOf(EnvironmentPlan plan, EnvironmentEffect? pending) => pending switch
    {
        RunChecks running => plan.ChecksOf(running.Stage).ElementAtOrDefault(running.Index)?.Name,
        RunPrepareJob running => plan.Prepare.ElementAtOrDefault(running.Index)?.Name,
        _ => null,
    };

    private static string? SourceOf(EnvironmentPlan plan, EnvironmentState state)
    {
        var (stage, check) = state switch
        {
            { Pending: RunChecks running } => (running.Stage, plan.ChecksOf(running.Stage).ElementAtOrDefault(running.Index)),
            _ when state.Checks.LastOrDefault(result => result.Outcome is CheckOutcome.Fail) is { } failed =>
                (failed.Stage, plan.ChecksOf(failed.Stage).FirstOrDefault(one => one.Name == failed.Name)),
            _ => (CheckStage.Preview, null),
        };
        return check is null ? null : CheckWords.SourceOf(check, stage);
    }

    private static MetricView MetricOf(MetricSpec metric, EnvironmentState state)
    {
        var known = state.Analysis.Metrics.GetValueOrDefault(metric.Name) ?? new();
        return new(
            metric.Name, MetricWords.KindOf(metric), known.Value, metric.Max, known.Verdict, known.Because, MetricWords.SourceOf(metric), known.Recent,
            known.NoData);
    }
}
