using System.Text.Json;
using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Microsoft.Extensions.Logging;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>
/// The way to one cluster. Registration and files are looked at again every <see cref="KubernetesOptions.RecheckAfter"/> and
/// whenever the server refuses a credential; calls under way keep what they began with.
/// </summary>
internal sealed partial class ClusterAccess(
    string cluster, IRegistry registry, AccessReader reader, KubernetesOptions options, ILogger logger) : IDisposable
{
    private static readonly TimeSpan RegistryLimit = TimeSpan.FromSeconds(1);

    private readonly TimeProvider wall = options.Wall;
    private readonly SemaphoreSlim gate = new(1);
    private volatile Way? current;
    private volatile bool disposed;

    /// <summary>The registration that is in use; null before the first call.</summary>
    public ClusterSpec? Spec => current?.Spec;

    /// <summary>Begins a call.</summary>
    /// <exception cref="ClusterAccessException">The cluster is not registered, or its credentials can't be used. A rollback goes
    /// on with the last ones that could.</exception>
    public async Task<ApiSession> EnterAsync(ApiPriority priority, CancellationToken cancellationToken)
    {
        while (true)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var way = current is { } known && !known.IsDue(wall.GetUtcNow(), options.RecheckAfter) ? known
                : await RefreshAsync(priority, cancellationToken);
            if (way.Transport.TryEnter())
            {
                return new ApiSession(way.Transport, way.Credential);
            }
        }
    }

    /// <summary>Reads everything again after a server refused a session, and begins the call anew; null where nothing else is
    /// found.</summary>
    public async Task<ApiSession?> ReplaceAsync(ApiSession refused, ApiPriority priority, CancellationToken cancellationToken)
    {
        current?.Plugin?.Forget(refused.Credential);
        current?.Distrust();
        var session = await EnterAsync(priority, cancellationToken);
        if (!session.IsSameAs(refused))
        {
            return session;
        }

        session.Dispose();
        return null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        disposed = true;
        current?.Transport.Retire();
    }

    private async Task<Way> RefreshAsync(ApiPriority priority, CancellationToken cancellationToken)
    {
        var old = current;
        var mayGoOn = priority is ApiPriority.Rollback && old is not null && old.IsUsable(wall.GetUtcNow());
        if (!await gate.WaitAsync(mayGoOn ? 0 : Timeout.Infinite, cancellationToken))
        {
            // Someone else is looking already: a rollback does not wait for that.
            return old!;
        }

        try
        {
            return current is { } fresh && !fresh.IsDue(wall.GetUtcNow(), options.RecheckAfter) ? fresh
                : current = await ReadAsync(current, cancellationToken);
        }
        catch (ClusterAccessException e) when (priority is ApiPriority.Rollback && current is { } last)
        {
            LogGoesOn(logger, cluster, e.Message);
            return last;
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<Way> ReadAsync(Way? old, CancellationToken cancellationToken)
    {
        var content = await ReadRegistrationAsync(old, cancellationToken);
        var spec = old?.Content == content ? old.Spec : Parse(content);
        try
        {
            var settings = reader.Read(spec);
            var plugin = settings.Plugin is null ? null
                : old?.Plugin is { } running && running.Settings.IsSameAs(settings.Plugin) ? running
                : new CredentialPlugin(settings.Plugin, new PluginProcess(options.PluginTimeout, wall), wall);
            var credential = plugin is null ? settings.Credential : await plugin.CurrentAsync(cancellationToken);
            return new Way(content, spec, TransportOf(old, settings.Endpoint, credential), credential, plugin, wall.GetUtcNow());
        }
        catch (AccessSettingsException e)
        {
            throw new ClusterAccessException(cluster, e.Message, e);
        }
    }

    private Transport TransportOf(Way? old, ServerEndpoint endpoint, Credential credential)
    {
        if (old is not null && old.Transport.Digest == Transport.DigestOf(endpoint, credential))
        {
            return old.Transport;
        }

        var transport = new Transport(endpoint, credential, options);
        LogConnected(logger, cluster, transport.Root);
        old?.Transport.Retire();
        return transport;
    }

    /// <summary>While the store is silent the registration that is known goes on: a rollback must not wait for a
    /// database.</summary>
    private async Task<string> ReadRegistrationAsync(Way? old, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new CancellationTokenSource(RegistryLimit, wall);
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

    private ClusterSpec Parse(string content)
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

    [LoggerMessage(Level = LogLevel.Information, Message = "cluster {Cluster}: connected to {Host}")]
    private static partial void LogConnected(ILogger logger, string cluster, string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "a rollback goes on with the last usable credentials: cluster {Cluster}: {Fault}")]
    private static partial void LogGoesOn(ILogger logger, string cluster, string fault);

    private sealed record Way(
        string Content, ClusterSpec Spec, Transport Transport, Credential Credential, CredentialPlugin? Plugin, DateTimeOffset ReadAt)
    {
        private volatile bool distrusted;

        public bool IsDue(DateTimeOffset now, TimeSpan after) =>
            !IsUsable(now) || now - ReadAt >= after;

        public bool IsUsable(DateTimeOffset now) => !distrusted && !(Credential.Expires <= now);

        public void Distrust() => distrusted = true;
    }
}
