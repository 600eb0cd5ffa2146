using Coordinator.Core;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Clusters;

internal sealed class ClusterGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<ClusterState, ClusterEvent>> storage, ActorServices services)
    : ActorGrain<object, ClusterState, ClusterEvent>(storage, new ClusterMachine(), services), IClusterGrain
{
    public async Task<ClusterRegistration> RegisterAsync(ClusterSpec spec, string by)
    {
        await AdoptRowAsync();
        var before = State.Spec;
        await TakeAsync(new ClusterRegistered(Clock.Now, by, spec));
        await NoteAsync();
        return new(spec.Name, before is null ? "created" : CoreJson.Write(before) == CoreJson.Write(spec) ? "unchanged" : "changed");
    }

    public async Task<string?> ActAsync(ClusterActionRequested action)
    {
        await AdoptRowAsync();
        await TakeAsync(action with { At = Clock.Now });
        await NoteAsync();

        // Another event may have been decided in between: what the machine did with the action counts.
        return State.Actions.Contains(action.Id) ? null : ClusterMachine.Refuse(State, action);
    }

    public async Task ReportAsync(string environment, string? fault)
    {
        if (fault is null && !State.Unreachable.ContainsKey(environment))
        {
            return;
        }

        await AdoptRowAsync();
        await TakeAsync(new ReachabilityReported(Clock.Now, environment, fault));
        await NoteAsync();
    }

    public Task<Cordon?> CordonAsync() => Task.FromResult(State.Cordon);

    protected override void OnDecided()
    {
    }

    protected override void OnStopped()
    {
    }

    /// <summary>A row of an actor that never decided anything was written by a version that had no actor for clusters. After a decision
    /// the row is only late: one of a removed cluster must not bring it back.</summary>
    private async Task AdoptRowAsync()
    {
        if (Sequence == 0 && State.Spec is null && await RowAsync() is { Removed: false } known)
        {
            await TakeAsync(new ClusterRegistered(Clock.Now, "an earlier version", Plain(known)));
        }
    }

    /// <summary>Keeps the registry row: lists and plans read it.</summary>
    private async Task NoteAsync()
    {
        var row = await RowAsync();
        if (ClusterView.Of(State, row is null ? null : Plain(row)) is { } view && (row is null || CoreJson.Write(view) != CoreJson.Write(row)))
        {
            await Row.WriteAsync(null, known => CoreJson.Write(ClusterView.Of(State, known is null ? null : Plain(CoreJson.Read<ClusterView>(known))) ?? view));
        }
    }

    private RegistryEntry Row => new(Services.Registry, RegistryKinds.Cluster, State.Name);

    private async Task<ClusterView?> RowAsync() =>
        await Services.Registry.FindAsync(RegistryKinds.Cluster, State.Name, CancellationToken.None) is { } row ? CoreJson.Read<ClusterView>(row.Content) : null;

    /// <summary>The registration alone, without how the cluster stands.</summary>
    private static ClusterSpec Plain(ClusterView view) => CoreJson.Read<ClusterSpec>(CoreJson.Write(view));
}
