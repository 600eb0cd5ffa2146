using System.Collections.Immutable;
using Coordinator.Core.Ports;
using Orleans.Storage;

namespace Coordinator.Grains.Tests.Crashes;

internal sealed class CrashingGrainStorage(IGrainStorage inner, CrashGate gate) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        gate.WriteAsync($"state {grainId.Key}", async () =>
        {
            await inner.WriteStateAsync(stateName, grainId, grainState);
            return true;
        });

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        inner.ClearStateAsync(stateName, grainId, grainState);
}

internal sealed class CrashingJournal(IJournal inner, CrashGate gate) : IJournal
{
    public Task AppendAsync(ImmutableArray<JournalEntry> entries, CancellationToken cancellationToken) =>
        gate.WriteAsync($"journal {entries[0].Stream}", async () =>
        {
            await inner.AppendAsync(entries, cancellationToken);
            return true;
        });

    public Task<ImmutableArray<JournalRow>> ReadStreamAsync(string stream, long afterSequence, int limit, CancellationToken cancellationToken) =>
        inner.ReadStreamAsync(stream, afterSequence, limit, cancellationToken);

    public Task<ImmutableArray<JournalRow>> ReadReleaseAsync(string release, long afterPosition, int limit, CancellationToken cancellationToken) =>
        inner.ReadReleaseAsync(release, afterPosition, limit, cancellationToken);
}

internal sealed class CrashingRegistry(IRegistry inner, CrashGate gate) : IRegistry
{
    public Task<bool> TryAddAsync(RegistryRow row, CancellationToken cancellationToken) =>
        gate.WriteAsync($"row {row.Kind}", () => inner.TryAddAsync(row, cancellationToken));

    public Task<bool> TryUpdateAsync(RegistryRow row, CancellationToken cancellationToken) =>
        gate.WriteAsync($"row {row.Kind}", () => inner.TryUpdateAsync(row, cancellationToken));

    public Task<RegistryRow?> FindAsync(string kind, string name, CancellationToken cancellationToken) =>
        inner.FindAsync(kind, name, cancellationToken);

    public Task<ImmutableArray<RegistryRow>> ListAsync(string kind, string afterName, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(kind, afterName, limit, cancellationToken);

    public Task<ImmutableArray<RegistryRow>> ListDueAsync(
        string kind, DateTimeOffset until, string afterName, int limit, CancellationToken cancellationToken) =>
        inner.ListDueAsync(kind, until, afterName, limit, cancellationToken);
}

internal sealed class CrashingDocuments(IDocuments inner, CrashGate gate) : IDocuments
{
    public Task<string> PutAsync(string content, CancellationToken cancellationToken) =>
        gate.WriteAsync("document", () => inner.PutAsync(content, cancellationToken));

    public Task<string?> FindAsync(string digest, CancellationToken cancellationToken) => inner.FindAsync(digest, cancellationToken);
}
