using Coordinator.Core.Plans;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

/// <summary>
/// One environment's way through a release. Pure: <c>Decide(plan, state, event)</c> gives the next state, whose
/// <see cref="EnvironmentState.Pending"/> is the at most one effect, and the journal's sentences.
/// </summary>
public sealed partial class EnvironmentMachine : IMachine<EnvironmentPlan, EnvironmentState, EnvironmentEvent>
{
    private const string Self = "coordinator";

    /// <inheritdoc />
    public EnvironmentState Initial(string key) => new() { Key = EnvironmentKey.Parse(key) };

    /// <inheritdoc />
    public string? ContextOf(EnvironmentState state, EnvironmentEvent? happened) =>
        happened is StartRequested start && CanStart(state, start) ? start.PlanDigest : state.PlanDigest;

    /// <inheritdoc />
    public DateTimeOffset InstantOf(EnvironmentEvent happened) => happened.At;

    /// <inheritdoc />
    public bool IsSample(EnvironmentEvent happened) => happened is Sampled;

    /// <inheritdoc />
    public string ReleaseOf(EnvironmentState state) => state.Release ?? "";

    /// <inheritdoc />
    public Decision<EnvironmentState> Decide(EnvironmentPlan? context, EnvironmentState state, EnvironmentEvent happened)
    {
        if (happened is EnvironmentCommand command)
        {
            return OnCommand(context, state, command);
        }

        // Before the first start, and after a skip that came before it, there is nothing that an answer could be about.
        return context is null ? new(state) : OnAnswer(context, state, happened);
    }

    private static Decision<EnvironmentState> OnAnswer(EnvironmentPlan plan, EnvironmentState state, EnvironmentEvent happened) =>
        happened switch
        {
            PreflightAnswered answer when IsDue<RunPreflight>(state, answer.Turn) && state.Phase is not EnvironmentPhase.Preflight
                => OnReadAnew(plan, Reached(state, happened.At), answer),
            PreflightAnswered answer when IsDue<RunPreflight>(state, answer.Turn) => OnPreflight(plan, Reached(state, happened.At), answer),
            WorkDone done when state.Pending?.Turn == done.Turn => OnWorkDone(plan, Reached(state, happened.At), done),
            PrepareJobEnded ended when IsDue<RunPrepareJob>(state, ended.Turn) => OnPrepareJob(plan, Reached(state, happened.At), ended),
            CheckEnded ended when IsDue<RunChecks>(state, ended.Turn) => OnCheck(plan, Reached(state, happened.At), ended),
            ChecksEnded ended when IsDue<RunChecks>(state, ended.Turn) => OnChecks(plan, Reached(state, happened.At), ended),
            TrafficShifted shifted when IsDue<ShiftTraffic>(state, shifted.Turn) => OnShifted(plan, Reached(state, happened.At), shifted),
            TrafficRestored restored when IsDue<RestoreTraffic>(state, restored.Turn) => OnRestored(plan, Reached(state, happened.At), restored),
            EffectRefused refused when state.Pending?.Turn == refused.Turn => OnRefused(plan, Reached(state, happened.At), refused),
            EffectFaulted faulted when state.Pending?.Turn == faulted.Turn => OnFaulted(state, faulted),
            Sampled sampled when state.Phase.IsWatched() && sampled.Turn == state.Turn => OnSampled(plan, state, sampled),
            TimePassed passed => OnTimePassed(plan, state, passed.At),
            Sampled => new(state),
            _ => new(state, $"late answer {happened.GetType().Name} ignored"),
        };

    private static bool IsDue<TEffect>(EnvironmentState state, long turn)
        where TEffect : EnvironmentEffect => state.Pending is TEffect pending && pending.Turn == turn;

    /// <summary>An answer shows that the cluster can be reached again. The time without one does not count for a hold's limit.</summary>
    private static EnvironmentState Reached(EnvironmentState state, DateTimeOffset at) => state.UnreachableSince is not { } since
        ? state
        : state with
        {
            UnreachableSince = null,
            Reason = state.Back?.Reason,
            PhaseSince = IsHolding(state) && at > since ? state.PhaseSince + (at - since) : state.PhaseSince,
        };

    private static long NextForwardTurn(EnvironmentState state) => (state.Turn | 1) + 1;

    private static long NextRollbackTurn(EnvironmentState state) => (state.Turn + 1) | 1;

    private static EnvironmentState Perform(EnvironmentState state, EnvironmentEffect effect) =>
        state with { Turn = effect.Turn, Pending = effect };

    private static EnvironmentState Enter(EnvironmentState state, EnvironmentPhase phase, DateTimeOffset at) =>
        state with { Phase = phase, PhaseSince = at, Cursor = 0, Pending = null, JobWait = null, Held = TimeSpan.Zero, AwaitsResume = false, HeldUpBy = null };
}
