using System.Collections.Concurrent;
using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>Rows by kind and name; the adapter only finds.</summary>
internal sealed class MemoryRegistry : IRegistry
{
    private readonly ConcurrentDictionary<(string Kind, string Name), RegistryRow> rows = new();

    /// <summary>Set to have every read fail, as a dead database does.</summary>
    public bool IsDown { get; set; }

    public void Set(RegistryRow row) => rows[(row.Kind, row.Name)] = row;

    public Task<bool> TryAddAsync(RegistryRow row, CancellationToken cancellationToken) =>
        Task.FromResult(rows.TryAdd((row.Kind, row.Name), row));

    public Task<RegistryRow?> FindAsync(string kind, string name, CancellationToken cancellationToken) =>
        IsDown ? throw new StorageUnavailableException("down") : Task.FromResult(rows.GetValueOrDefault((kind, name)));

    public Task<bool> TryUpdateAsync(RegistryRow row, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ImmutableArray<RegistryRow>> ListAsync(string kind, string afterName, int limit,
        CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<RegistryRow>> ListDueAsync(
        string kind, DateTimeOffset until, string afterName, int limit,
            CancellationToken cancellationToken) => throw new NotSupportedException();
}
