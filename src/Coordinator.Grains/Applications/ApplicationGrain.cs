using System.Collections.Immutable;
using Coordinator.Core.Applications;
using Coordinator.Core.Clusters;
using Coordinator.Core.Recording;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Applications;

internal sealed class ApplicationGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<ApplicationState, ApplicationEvent>> storage, ActorServices services)
    : ActorGrain<object, ApplicationState, ApplicationEvent>(storage, new ApplicationMachine(), services), IApplicationGrain
{
    /// <summary>How long what a cluster said of its cordon is taken for true: a release asks often.</summary>
    private static readonly TimeSpan CordonsHold = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (DateTimeOffset At, Cordon? Cordon)> cordons = new(StringComparer.Ordinal);

    public async Task<PermitAnswer> RequestAsync(PermitsRequested request, bool supersede)
    {
        request = request with { Cordoned = await CordonedAsync(request.Wanted) };
        var queued = TakeAsync(new ReleaseQueued(Clock.Now, request.Release, supersede, request.Number));
        var requested = TakeAsync(request);
        await Task.WhenAll(queued, requested);
        return ApplicationMachine.Answer(State, request);
    }

    public async Task LeaveAsync(ReleaseLeft left)
    {
        await TakeAsync(left);
        if (!State.Queue.IsEmpty)
        {
            GrainFactory.GetGrain<IReleaseGrain>(GrainKeys.Release(State.Queue[0].Release)).WakeAsync().Ignore();
        }
    }

    private async Task<ImmutableArray<CordonedCluster>> CordonedAsync(ImmutableArray<WantedPermit> wanted)
    {
        var clusters = wanted.Select(one => one.Key.Cluster).Distinct(StringComparer.Ordinal).ToList();
        var now = Clock.Now;
        await Task.WhenAll(clusters
            .Where(cluster => !cordons.TryGetValue(cluster, out var known) || known.At + CordonsHold <= now)
            .Select(async cluster => cordons[cluster] = (now, await GrainFactory.GetGrain<IClusterGrain>(GrainKeys.Cluster(cluster)).CordonAsync())));
        return
        [
            .. clusters.Where(cluster => cordons[cluster].Cordon is not null)
                .Select(cluster => new CordonedCluster(cluster, CordonedCluster.Sentence(cluster, cordons[cluster].Cordon!))),
        ];
    }

    protected override void OnDecided()
    {
    }

    protected override void OnStopped()
    {
    }
}
