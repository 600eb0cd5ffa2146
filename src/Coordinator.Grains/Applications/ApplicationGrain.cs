using Coordinator.Core.Applications;
using Coordinator.Core.Recording;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Applications;

internal sealed class ApplicationGrain(
    [PersistentState("state")] IPersistentState<ActorRecord<ApplicationState, ApplicationEvent>> storage, ActorServices services)
    : ActorGrain<object, ApplicationState, ApplicationEvent>(storage, new ApplicationMachine(), services), IApplicationGrain
{
    public async Task<PermitAnswer> RequestAsync(PermitsRequested request, bool supersede)
    {
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

    protected override void OnDecided()
    {
    }

    protected override void OnStopped()
    {
    }
}
