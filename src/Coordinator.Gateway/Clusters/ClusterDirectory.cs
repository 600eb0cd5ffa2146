using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using Coordinator.Gateway.Requests;

namespace Coordinator.Gateway.Clusters;

/// <summary>The registered clusters.</summary>
internal sealed class ClusterDirectory(IRegistry registry)
{
    private const int RowsPerRead = 1000;

    /// <summary>All clusters, by name.</summary>
    public async Task<ImmutableArray<ClusterView>> AllAsync(CancellationToken cancellationToken)
    {
        var all = ImmutableArray.CreateBuilder<ClusterView>();
        for (var after = ""; ;)
        {
            var rows = await registry.ListAsync(RegistryKinds.Cluster, after, RowsPerRead, cancellationToken);
            all.AddRange(rows.Select(Read).Where(cluster => !cluster.Removed));
            if (rows.Length < RowsPerRead)
            {
                return all.ToImmutable();
            }

            after = rows[^1].Name;
        }
    }

    /// <summary>A page of them; shorter by those that were removed.</summary>
    public async Task<Page<ClusterView>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var read = RegistryPage.Of(await registry.ListAsync(RegistryKinds.Cluster, page.After, page.Limit + 1, cancellationToken), page, Read);
        return read with { Items = read.Items.RemoveAll(cluster => cluster.Removed) };
    }

    /// <summary>A cluster; null where none has that name.</summary>
    public async Task<ClusterView?> FindAsync(string name, CancellationToken cancellationToken) =>
        Names.IsName(name) && await registry.FindAsync(RegistryKinds.Cluster, name, cancellationToken) is { } row && Read(row) is { Removed: false } found
            ? found
            : null;

    private static ClusterView Read(RegistryRow row) => CoreJson.Read<ClusterView>(row.Content);
}
