using Coordinator.Core;
using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Recording;
using Coordinator.Core.Views;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Clusters;

internal sealed class ClusterGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<ClusterState, ClusterEvent>> storage, ActorServices services)
    : ActorGrain<object, ClusterState, ClusterEvent>(storage, new ClusterMachine(), services), IClusterGrain
{
    /// <summary>Events whose decision may not be in the row yet.</summary>
    private int underWay;

    public async Task<ClusterRegistration> RegisterAsync(ClusterSpec spec, string by)
    {
        await AdoptRowAsync();
        var before = State.Spec;
        await DecideAsync(new ClusterRegistered(Clock.Now, by, spec));
        return new(spec.Name, before is null ? "created" : CoreJson.Write(before) == CoreJson.Write(spec) ? "unchanged" : "changed");
    }

    public async Task<string?> ActAsync(ClusterActionRequested action)
    {
        await AdoptRowAsync();
        await DecideAsync(action with { At = Clock.Now });

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
        await DecideAsync(new ReachabilityReported(Clock.Now, environment, fault));
    }

    public async Task WakeAsync()
    {
        await AdoptRowAsync();
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
        if (Sequence == 0 && State.Spec is null && await FindRowAsync() is { } row && ViewIn(row) is { Removed: false } known)
        {
            await TakeAsync(new ClusterRegistered(Clock.Now, "an earlier version", Plain(known)));
        }
    }

    /// <summary>Decides an event with the row marked as due before, so that after a crash in between the sweep has it brought up to date.</summary>
    private async Task DecideAsync(ClusterEvent happened)
    {
        underWay++;
        try
        {
            if (await FindRowAsync() is { DueAt: null })
            {
                await Row.WriteAsync(Clock.Now, known => known ?? throw new InvalidDataException($"the row of cluster {State.Name} has gone"));
            }

            await TakeAsync(happened);
        }
        finally
        {
            underWay--;
        }

        await NoteAsync();
    }

    /// <summary>Keeps the registry row: lists and plans read it.</summary>
    private async Task NoteAsync()
    {
        var row = await FindRowAsync();
        if (Content(row?.Content) is { } content && (content != row?.Content || row.DueAt is not null))
        {
            await Row.WriteAsync(underWay > 0 ? Clock.Now : null, known => Content(known) ?? content);
        }
    }

    /// <summary>The row as the state says; null where neither knows the cluster.</summary>
    private string? Content(string? known) =>
        ClusterView.Of(State, known is null ? null : Plain(CoreJson.Read<ClusterView>(known))) is { } view ? CoreJson.Write(view) : null;

    private RegistryEntry Row => new(Services.Registry, RegistryKinds.Cluster, State.Name);

    private Task<RegistryRow?> FindRowAsync() => Services.Registry.FindAsync(RegistryKinds.Cluster, State.Name, CancellationToken.None);

    private static ClusterView ViewIn(RegistryRow row) => CoreJson.Read<ClusterView>(row.Content);

    /// <summary>The registration alone, without how the cluster stands.</summary>
    private static ClusterSpec Plain(ClusterView view) => CoreJson.Read<ClusterSpec>(CoreJson.Write(view));
}
