using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>What exists, by kind and name: releases, clusters, environments. Written before an actor's first state.</summary>
public interface IRegistry
{
    /// <summary>Adds a row; false, and nothing changed, where kind and name are taken.</summary>
    Task<bool> TryAddAsync(RegistryRow row, CancellationToken cancellationToken);

    /// <summary>Replaces content and due time of a row where its version is still <paramref name="row"/>'s, which goes up by
    /// one; false where it is not, or the row is gone.</summary>
    Task<bool> TryUpdateAsync(RegistryRow row, CancellationToken cancellationToken);

    /// <summary>The row, or null.</summary>
    Task<RegistryRow?> FindAsync(string kind, string name, CancellationToken cancellationToken);

    /// <summary>Rows of a kind by name (ordinal), after a name ("" = from the start).</summary>
    Task<ImmutableArray<RegistryRow>> ListAsync(string kind, string afterName, int limit, CancellationToken cancellationToken);

    /// <summary>Rows of a kind that are unfinished (DueAt is set and not after <paramref name="until"/>), by name, after a name.</summary>
    Task<ImmutableArray<RegistryRow>> ListDueAsync(
        string kind, DateTimeOffset until, string afterName, int limit, CancellationToken cancellationToken);
}
