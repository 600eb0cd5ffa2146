using System.Collections.Immutable;
using Coordinator.Core.Ports;

namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>A registry that fails once it is told to.</summary>
internal sealed class FailingRegistry(IRegistry inner) : IRegistry
{
    public Exception? Fault { get; set; }

    public Task<bool> TryAddAsync(RegistryRow row, CancellationToken cancellationToken) => Try(() => inner.TryAddAsync(row, cancellationToken));

    public Task<bool> TryUpdateAsync(RegistryRow row, CancellationToken cancellationToken) => Try(() => inner.TryUpdateAsync(row, cancellationToken));

    public Task<RegistryRow?> FindAsync(string kind, string name, CancellationToken cancellationToken) =>
        Try(() => inner.FindAsync(kind, name, cancellationToken));

    public Task<ImmutableArray<RegistryRow>> ListAsync(string kind, string afterName, int limit, CancellationToken cancellationToken) =>
        Try(() => inner.ListAsync(kind, afterName, limit, cancellationToken));

    public Task<ImmutableArray<RegistryRow>> ListDueAsync(
        string kind, DateTimeOffset until, string afterName, int limit, CancellationToken cancellationToken) =>
        Try(() => inner.ListDueAsync(kind, until, afterName, limit, cancellationToken));

    private Task<T> Try<T>(Func<Task<T>> call) => Fault is { } fault ? Task.FromException<T>(fault) : call();
}
