using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Requests;
using Coordinator.Grains;

namespace Coordinator.Gateway.Environments;

/// <summary>Asks environments where they are.</summary>
internal sealed class EnvironmentDirectory(IRegistry registry, GrainCalls grains)
{
    /// <summary>Wall time for all environments of an answer together; one that does not answer in it is left out.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>A page of all environments that a release was ever started in.</summary>
    public async Task<Page<EnvironmentView>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var rows = await registry.ListAsync(RegistryKinds.Environment, page.After, page.Limit + 1, cancellationToken);
        var names = RegistryPage.Of(rows, page, row => EnvironmentKey.Parse(row.Name));
        return new(await ViewsAsync(names.Items, cancellationToken), names.Next);
    }

    /// <summary>A page of the environments that a release has started.</summary>
    public async Task<Page<EnvironmentView>> ListAsync(ReleaseView release, PageRequest page, CancellationToken cancellationToken)
    {
        var keys = Started(release)
            .Where(key => string.CompareOrdinal(key.ToString(), page.After) > 0)
            .Order().Take(page.Limit + 1).ToImmutableArray();
        var views = await ViewsAsync([.. keys.Take(page.Limit)], cancellationToken);
        return new(OfRelease(views, release), keys.Length > page.Limit ? keys[page.Limit - 1].ToString() : null);
    }

    /// <summary>An environment; null where no release was ever started in it.</summary>
    public async Task<EnvironmentView?> FindAsync(EnvironmentKey key, CancellationToken cancellationToken) =>
        await registry.FindAsync(RegistryKinds.Environment, key.ToString(), cancellationToken) is null
            ? null
            : await grains.AskAsync(factory => ViewAsync(factory, key), cancellationToken);

    /// <summary>A release with its started environments.</summary>
    public async Task<ReleaseDetail> DetailAsync(ReleaseView release, CancellationToken cancellationToken) =>
        new(release, OfRelease(await ViewsAsync([.. Started(release).Order()], cancellationToken), release));

    private static IEnumerable<EnvironmentKey> Started(ReleaseView release) => release.Waves
        .SelectMany(wave => wave.Environments)
        .Where(member => member.Report is not null)
        .Select(member => member.Key);

    /// <summary>A newer release may own the environment by now: what it measures is no part of this one.</summary>
    private static ImmutableArray<EnvironmentView> OfRelease(ImmutableArray<EnvironmentView> views, ReleaseView release) =>
        views.RemoveAll(view => view.Report.Release != release.Name);

    private static Task<EnvironmentView> ViewAsync(IGrainFactory factory, EnvironmentKey key) =>
        factory.GetGrain<IEnvironmentGrain>(GrainKeys.Of(key)).ViewAsync();

    private async Task<ImmutableArray<EnvironmentView>> ViewsAsync(ImmutableArray<EnvironmentKey> keys, CancellationToken cancellationToken) =>
        [.. await grains.AskManyAsync(keys, ViewAsync, Limit, cancellationToken)];
}
