using Orleans.Storage;

namespace Coordinator.Grains.Tests.Outages;

/// <summary>A store that takes no write for a while: its disk is full, or its writes hang.</summary>
internal sealed class SilentStore(IGrainStorage inner, StoreSwitch state) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await state.PassAsync();
        await inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);
}
