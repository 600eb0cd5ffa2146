using Coordinator.Core.Recording;

namespace Coordinator.Core.Clusters;

/// <summary>Registration, cordon and reachability of a cluster. No document is needed.</summary>
public sealed class ClusterMachine : IMachine<object, ClusterState, ClusterEvent>
{
    /// <summary>Environments without a way to the cluster that are remembered by name.</summary>
    public const int MostUnreachable = 100;

    private const int RememberedActions = 64;

    /// <inheritdoc />
    public ClusterState Initial(string key) => new() { Name = key };

    /// <inheritdoc />
    public string? ContextOf(ClusterState state, ClusterEvent? happened) => null;

    /// <inheritdoc />
    public DateTimeOffset InstantOf(ClusterEvent happened) => happened.At;

    /// <inheritdoc />
    public bool IsSample(ClusterEvent happened) => false;

    /// <inheritdoc />
    public string ReleaseOf(ClusterState state) => "";

    /// <inheritdoc />
    public Decision<ClusterState> Decide(object? context, ClusterState state, ClusterEvent happened) => happened switch
    {
        ClusterRegistered registered => OnRegistered(state, registered),
        ClusterActionRequested action => OnAction(state, action),
        ReachabilityReported reported => OnReported(state, reported),
        _ => throw new InvalidOperationException($"no answer to {happened.GetType().Name}"),
    };

    /// <summary>Why an action is not taken; null where it is.</summary>
    public static string? Refuse(ClusterState state, ClusterActionRequested action) => action switch
    {
        _ when state.Spec is null => $"cluster {state.Name} is not registered",
        { Action: ClusterAction.Remove, UsedBy: [_, ..] used } => $"it is used by unfinished releases: {string.Join(", ", used)}",
        _ => null,
    };

    private static Decision<ClusterState> OnRegistered(ClusterState state, ClusterRegistered registered) =>
        state.Spec is { } known && CoreJson.Write(known) == CoreJson.Write(registered.Spec)
            ? new(state)
            : new(state with { Spec = registered.Spec }, $"{(state.Spec is null ? "registered" : "changed")} by {registered.By}");

    private static Decision<ClusterState> OnAction(ClusterState state, ClusterActionRequested action)
    {
        if (state.Actions.Contains(action.Id))
        {
            return new(state);
        }

        if (Refuse(state, action) is { } refusal)
        {
            return new(state, $"{action.Action} by {action.By} refused: {refusal}");
        }

        var taken = state with { Actions = [.. state.Actions.TakeLast(RememberedActions - 1), action.Id] };
        var note = $"{action.Action} by {action.By}: {action.Reason}";
        return action.Action switch
        {
            ClusterAction.Cordon => new(taken with { Cordon = state.Cordon ?? new(action.By, action.Reason, action.At) }, note),
            ClusterAction.Uncordon => new(taken with { Cordon = null }, note),
            ClusterAction.Remove => new(taken with { Spec = null, Cordon = null, Unreachable = state.Unreachable.Clear() }, note),
        };
    }

    private static Decision<ClusterState> OnReported(ClusterState state, ReachabilityReported reported)
    {
        var known = state.Unreachable.ContainsKey(reported.Environment);
        return reported.Fault switch
        {
            null when known => new(
                state with { Unreachable = state.Unreachable.Remove(reported.Environment) }, $"{reported.Environment} gets through again"),
            { } fault when !known && state.Unreachable.Count < MostUnreachable => new(
                state with { Unreachable = state.Unreachable.SetItem(reported.Environment, new(reported.At, fault)) },
                $"{reported.Environment} does not get through: {fault}"),
            _ => new(state),
        };
    }
}
