using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Environments;

public sealed partial class EnvironmentMachine
{
    /// <summary>
    /// A higher turn stands on the object. The odd one just above is this environment's own rollback that went out while the
    /// store was silent; any other tells that the state is older than the cluster, e.g. after a database was restored.
    /// </summary>
    private static Decision<EnvironmentState> OnStale(EnvironmentPlan plan, EnvironmentState state, EffectRefused refused)
    {
        var found = refused.Refusal.FoundTurn ?? state.Turn;
        var note = $"the cluster knows turn {found}, this state only {state.Turn}";
        if (found == NextRollbackTurn(state) && state.TrafficMoved && state.Pending is not RestoreTraffic)
        {
            return GoBack(plan, state, refused.At, Self, "a rollback went out while the store was silent", ownFault: true).After(note);
        }

        var raised = state with { Turn = Math.Max(found, state.Turn) };
        return state.Pending switch
        {
            // Going back waits for nothing, not even for a look at the cluster.
            RestoreTraffic => Restore(plan, raised, refused.At).After(note),
            AdoptWorkload when state.Phase is EnvironmentPhase.RollingBack => FinishAdoption(plan, raised, refused.At).After(note),
            _ when state.TrafficMoved || state.Phase is EnvironmentPhase.RollingBack => ReadAnew(raised).After(note),
            _ => Begin(Again(raised) with { Pause = raised.Pause }, refused.At).After(note),
        };
    }

    /// <summary>Whether what serves is this very release's: a beginning can only find that where its state is older than the cluster.</summary>
    private static bool IsOwn(EnvironmentPlan plan, ColorObservation seen, Color serving) =>
        seen.Workloads.Any(one => one.Color == serving && one.Release == ManifestLabels.Value(plan.Release)
            && one.Version == ManifestLabels.Value(plan.Version));

    /// <summary>
    /// Whether some of the users are on this very release. Until the target is prepared, which gives all of them to the old colour
    /// again, giving up means to take them back.
    /// </summary>
    private static bool HasOwnUsers(EnvironmentPlan plan, ColorObservation seen, Color preview) => IsOwn(plan, seen, preview)
        && (SharedSelector.ActiveOf(seen.RecordedActive) is not null
            || (seen.Route is { Recorded: not null } route && route.WeightOf(preview) > 0));

    /// <summary>
    /// The users are on this release already. Its colour is the preview, whatever serves: another preview would be put into the colour
    /// that holds the version before it, and there would be no way back.
    /// </summary>
    private static Decision<EnvironmentState> GoOnServing(
        EnvironmentPlan plan, EnvironmentState state, PreflightAnswered answer, Color serving)
    {
        Color? previous = answer.Report.Colors.Workloads.Any(one => one.Color == serving.Other()) ? serving.Other() : null;
        var known = state with
        {
            Colors = new(previous, serving),
            Step = plan.BlueGreen.Steps.Length - 1,
            PreviewTouched = true,
            Pending = null,
        };
        return GoOnShifting(plan, known, answer.At)
            .After($"this state is older than the cluster, in which {serving.Label()} serves version {plan.Version} of this release: it goes on from there");
    }

    /// <summary>Looks at the cluster from the phase in which it is: what is done there is decided by what is found.</summary>
    private static Decision<EnvironmentState> ReadAnew(EnvironmentState state) => new(
        Perform(state with { AwaitsResume = false, FollowedTo = 0 }, new RunPreflight(NextForwardTurn(state))), "reads the cluster to decide anew");

    /// <summary>The cluster as it is, for a state that is older than it. Its findings are those of a beginning and say nothing here.</summary>
    private static Decision<EnvironmentState> OnReadAnew(EnvironmentPlan plan, EnvironmentState state, PreflightAnswered answer)
    {
        var seen = answer.Report.Colors;
        var raised = state with { Turn = Math.Max(state.Turn, seen.Turn), Pending = null };
        var decided = ColorDecision.Decide(seen, TargetOf(plan));
        if (decided.Refusal is { } refusal)
        {
            return Block(raised, $"{refusal.Code}: {refusal.Message}", answer.At);
        }

        var serving = decided.Assignment!.Active;
        var preview = state.Colors!.Preview;
        var isOwn = seen.Workloads.Where(one => one.Color == preview && one.Replicas > 0)
            .All(one => one.Version is null || one.Version == ManifestLabels.Value(plan.Version));
        var serves = isOwn && (serving == preview || IsBetweenWeights(plan, state));
        return state.Phase switch
        {
            EnvironmentPhase.RollingBack when serves => Restore(plan, raised with { TrafficMoved = true }, answer.At),
            EnvironmentPhase.RollingBack when isOwn => CleanUp(plan, raised, answer.At),
            EnvironmentPhase.RollingBack => Finish(raised, answer.At, $"{preview.Label()} carries another version by now and stays"),
            EnvironmentPhase.Live when serves => new(raised, $"{preview.Label()} serves version {plan.Version}: it stays Live"),
            _ when serves => GoOnShifting(plan, raised, answer.At).After($"{preview.Label()} serves version {plan.Version}: it goes on"),
            _ => EndOvertaken(plan, raised, serving, answer.At),
        };
    }

    /// <summary>Below 100 % the record names the old colour, whoever wrote the weight.</summary>
    private static bool IsBetweenWeights(EnvironmentPlan plan, EnvironmentState state) =>
        state.Phase is EnvironmentPhase.Shifting && plan.BlueGreen.Steps[state.Step].WeightPercent < 100;

    /// <summary>
    /// A later life of this environment, which the database does not know, took the users elsewhere. What it left is not touched:
    /// it may be what serves, or what whoever serves would go back to.
    /// </summary>
    private static Decision<EnvironmentState> EndOvertaken(
        EnvironmentPlan plan, EnvironmentState state, Color? serving, DateTimeOffset at)
    {
        var why = "this database is older than the cluster, in which "
            + (serving is { } color ? $"{color.Label()} serves, and not with version {plan.Version} of this release" : "no color serves");
        var end = state.Colors?.Active is null ? EnvironmentPhase.Failed : EnvironmentPhase.RolledBack;
        return new(
            Enter(state, end, at) with
            {
                Back = state.Back ?? new GoingBack(Self, why, at, at, OwnFault: true),
                Reason = why,
                Pause = null,
                WeightPercent = 0,
                ExposedSince = null,
                NotServingSince = null,
                KeepPreviousUntil = null,
                Cooldowns = CooldownsAfter(plan, state, at),
            },
            $"ends: {why}");
    }
}
