using System.Collections.Concurrent;
using System.Text.Json;
using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>
/// One connection for each registered cluster, kept while registration and kubeconfig stay what they were. A replaced one is
/// closed after the calls that may still use it have run into their limit.
/// </summary>
internal sealed partial class ClusterConnections(
    IRegistry registry, KubernetesOptions options, ILogger<ClusterConnections> logger) : IDisposable
{
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);

    /// <summary>The connection of a cluster.</summary>
    /// <exception cref="ClusterAccessException">It is not registered, or its kubeconfig can't be used.</exception>
    public async Task<ApiConnection> GetAsync(string cluster, CancellationToken cancellationToken)
    {
        if (entries.TryGetValue(cluster, out var fresh) && !IsDue(fresh))
        {
            return fresh.Connection;
        }

        var gate = gates.GetOrAdd(cluster, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            return await RefreshAsync(cluster, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var entry in entries.Values)
        {
            entry.Connection.Dispose();
        }
    }

    private async Task<ApiConnection> RefreshAsync(string cluster, CancellationToken cancellationToken)
    {
        entries.TryGetValue(cluster, out var old);
        if (old is not null && !IsDue(old))
        {
            return old.Connection;
        }

        var content = await ReadRegistrationAsync(cluster, old, cancellationToken);
        var spec = Parse(cluster, content);
        var stamp = Kubeconfigs.Stamp(spec, options.KubeconfigFolder);
        if (old is not null && old.Content == content && old.Stamp == stamp)
        {
            old.Checked = options.Wall.GetUtcNow();
            return old.Connection;
        }

        var access = await Kubeconfigs.LoadAsync(spec, options.KubeconfigFolder, cancellationToken);
        var entry = new Entry(new ApiConnection(spec, access, options, logger), content, stamp) { Checked = options.Wall.GetUtcNow() };
        entries[cluster] = entry;
        LogConnected(logger, cluster, new Uri(access.Host).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped));
        if (old is not null)
        {
            _ = CloseLaterAsync(old.Connection);
        }

        return entry.Connection;
    }

    /// <summary>While the store is silent the registration that is known goes on: a rollback must not wait for a
    /// database.</summary>
    private async Task<string> ReadRegistrationAsync(string cluster, Entry? old, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(1), options.Wall);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
            var row = await registry.FindAsync("cluster", cluster, old is null ? cancellationToken : limit.Token);
            return row?.Content ?? throw new ClusterAccessException(cluster, "it is not registered");
        }
        catch (Exception e) when (old is not null && e is StorageUnavailableException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return old!.Content;
        }
    }

    private static ClusterSpec Parse(string cluster, string content)
    {
        try
        {
            return CoreJson.Read<ClusterSpec>(content);
        }
        catch (JsonException e)
        {
            throw new ClusterAccessException(cluster, $"its registration can't be read: {e.Message}", e);
        }
    }

    private async Task CloseLaterAsync(ApiConnection connection)
    {
        await Task.Delay(options.CallTimeout * 2, options.Wall, CancellationToken.None);
        connection.Dispose();
    }

    private bool IsDue(Entry entry) => options.Wall.GetUtcNow() - entry.Checked >= options.RecheckAfter;

    private sealed record Entry(ApiConnection Connection, string Content, string Stamp)
    {
        public DateTimeOffset Checked { get; set; }
    }
}
