using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Environments;

/// <summary>When an environment must be looked at again although nothing happened.</summary>
public static class EnvironmentDeadlines
{
    /// <summary>Time beyond an effect's own deadline before the phase ends by its limit: the effect tells more than the clock.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>When the phase's limit is reached; null where it has none. A cluster that does not answer stops the limits of
    /// the phases after Preflight: nothing could be cleaned up there anyway.</summary>
    public static DateTimeOffset? Of(EnvironmentPlan plan, EnvironmentState state) => state switch
    {
        { Phase: EnvironmentPhase.Live, Pending: null } => state.KeepPreviousUntil,
        { Pause: not null } => null,
        { Phase: EnvironmentPhase.Preflight, Pending: RunPreflight } => state.PhaseSince + plan.Limits.Preflight,
        { UnreachableSince: not null } => null,
        { JobWait: { } wait } => wait.Until,
        { Pending: RunPrepareJob job } => job.Deadline + Slack,
        { Pending: RunChecks { Deadline: { } deadline } } => deadline + Slack,
        { Phase: EnvironmentPhase.RollingBack } => null,
        { Pending: PrepareTarget pending } => pending.Order.Deadline + Slack,
        { Pending: AdoptWorkload pending } => pending.Order.Deadline + Slack,
        { Pending: DeployPreview pending } => pending.Order.Deadline + Slack,
        { Pending: EnsureCapacity pending } => pending.Order.Deadline + Slack,
        { Pending: SwitchWorkers pending } => pending.Order.Deadline + Slack,
        { Pending: ShiftTraffic pending } => pending.Order.Deadline + Slack,
        { Pending: null, Phase: EnvironmentPhase.Shifting, Cursor: 2 } =>
            state.PhaseSince + plan.BlueGreen.Steps[state.Step].Hold + plan.Limits.HoldGrace,
        { Pending: null, Phase: EnvironmentPhase.Baking } => state.PhaseSince + plan.Bake + plan.Limits.HoldGrace,
        _ => null,
    };

    /// <summary>When health or traffic is to be looked at; null where it is not watched. The first shift is watched while it is
    /// awaited: the new colour may have users as soon as it was written.</summary>
    public static DateTimeOffset? NextSample(EnvironmentPlan plan, EnvironmentState state) =>
        NextSample(plan, state, ImmutableHashSet<string>.Empty, isComparing: false);

    /// <summary>Likewise, beside measurements that are under way.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="state">The state.</param>
    /// <param name="underWay">Names of metrics that are being measured.</param>
    /// <param name="isComparing">Whether the colours are being compared.</param>
    public static DateTimeOffset? NextSample(EnvironmentPlan plan, EnvironmentState state, IReadOnlySet<string> underWay, bool isComparing) => state switch
    {
        { Pending: RetirePrevious } => null,
        _ when !state.Phase.IsWatched() => null,
        { Analysis.Since: not null } => Earlier(
            HealthJudge.NextDue(plan, state.Analysis, underWay), isComparing ? null : RegressionJudge.NextDue(plan, state)),
        { Pending: ShiftTraffic } => state.Analysis.NextLookAt,
        _ => null,
    };

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null ? right : right is null || left < right ? left : right;

    /// <summary>Healthy time that the current hold or bake wants; null where nothing is held.</summary>
    public static TimeSpan? HoldWanted(EnvironmentPlan plan, EnvironmentState state) => state switch
    {
        { Pending: null, Phase: EnvironmentPhase.Shifting, Cursor: 2 } => plan.BlueGreen.Steps[state.Step].Hold,
        { Pending: null, Phase: EnvironmentPhase.Baking } => plan.Bake,
        _ => null,
    };
}
