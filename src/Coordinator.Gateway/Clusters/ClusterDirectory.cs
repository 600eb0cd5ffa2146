using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Requests;

namespace Coordinator.Gateway.Clusters;

/// <summary>The registered clusters.</summary>
internal sealed class ClusterDirectory(IRegistry registry)
{
    private const int Attempts = 5;
    private const int RowsPerRead = 1000;

    /// <summary>All clusters, by name.</summary>
    public async Task<ImmutableArray<ClusterSpec>> AllAsync(CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<ClusterSpec>();
        for (var after = ""; ;)
        {
            var rows = await registry.ListAsync(RegistryKinds.Cluster, after, RowsPerRead, cancellationToken);
            all.AddRange(rows.Select(Read));
            if (rows.Length < RowsPerRead)
            {
                return all.ToImmutable();
            }

            after = rows[^1].Name;
        }
    }

    /// <summary>A page of them.</summary>
    public async Task<Page<ClusterSpec>> ListAsync(PageRequest page, CancellationToken cancellationToken) =>
        RegistryPage.Of(await registry.ListAsync(RegistryKinds.Cluster, page.After, page.Limit + 1, cancellationToken), page, Read);

    /// <summary>A cluster; null where none has that name.</summary>
    public async Task<ClusterSpec?> FindAsync(string name, CancellationToken cancellationToken) =>
        Names.IsName(name) && await registry.FindAsync(RegistryKinds.Cluster, name, cancellationToken) is { } row ? Read(row) : null;

    /// <summary>Adds a cluster or replaces its content.</summary>
    /// <exception cref="StorageUnavailableException">Others changed it all the time.</exception>
    public async Task<ClusterRegistration> RegisterAsync(ClusterSpec cluster, CancellationToken cancellationToken)
    {
        var content = CoreJson.Write(cluster);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var row = await registry.FindAsync(RegistryKinds.Cluster, cluster.Name, cancellationToken);
            if (row?.Content == content)
            {
                return new(cluster.Name, "unchanged");
            }

            var done = row is null
                ? await registry.TryAddAsync(new(RegistryKinds.Cluster, cluster.Name, content, DueAt: null), cancellationToken)
                : await registry.TryUpdateAsync(row with { Content = content }, cancellationToken);
            if (done)
            {
                return new(cluster.Name, row is null ? "created" : "changed");
            }
        }

        throw new StorageUnavailableException($"the registry row of cluster {cluster.Name} changed {Attempts} times while it was written");
    }

    private static ClusterSpec Read(RegistryRow row) => CoreJson.Read<ClusterSpec>(row.Content);
}
