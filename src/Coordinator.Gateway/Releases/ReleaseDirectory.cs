using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Requests;
using Coordinator.Grains;

namespace Coordinator.Gateway.Releases;

/// <summary>Finds releases.</summary>
internal sealed class ReleaseDirectory(IRegistry registry, GrainCalls grains)
{
    /// <summary>A page of all releases, by name.</summary>
    public async Task<Page<ReleaseSummary>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        RegistryPage.Of(await registry.ListAsync(RegistryKinds.Release, page.After, page.Limit + 1, cancellationToken), page, Read);

    /// <summary>The registry's picture of a release; null where none has that name.</summary>
    public async Task<ReleaseSummary?> SummaryAsync(string name, CancellationToken cancellationToken) =>
        Names.IsName(name) && await registry.FindAsync(RegistryKinds.Release, name, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>A release; null where none has that name. A bare name is never asked of a grain: each would be activated.</summary>
    public async Task<ReleaseView?> FindAsync(string name, CancellationToken cancellationToken) =>
        await SummaryAsync(name, cancellationToken) is null ? null : await ViewAsync(name, cancellationToken);

    /// <summary>The view of a release that has a registry row.</summary>
    /// <exception cref="TimeoutException">The grain has no state yet, however often it was woken.</exception>
    public Task<ReleaseView> ViewAsync(string name, CancellationToken cancellationToken) => grains.AskAsync(
        async factory =>
        {
            var grain = factory.GetGrain<IReleaseGrain>(GrainKeys.Release(name));
            if (await grain.ViewAsync() is { } view)
            {
                return view;
            }

            // The server ended, or another request is, between the row and the first state: waking submits it.
            await grain.WakeAsync();
            return await grain.ViewAsync() ?? throw new TimeoutException($"release {name} has no state yet");
        },
        cancellationToken);

    private static ReleaseSummary Read(RegistryRow row) => CoreJson.Read<ReleaseSummary>(row.Content);
}
