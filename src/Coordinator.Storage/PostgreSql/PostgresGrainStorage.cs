using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>
/// Puts right what the ADO.NET provider does with identities and errors: it takes a bare key that reads as a number or a GUID for
/// one, leaves the grain's type out, takes a clear by someone who never read for a clear of whatever is there, and lets
/// driver errors through.
/// </summary>
internal sealed class PostgresGrainStorage(PostgresBackend backend) : IGrainStorage
{
    private const char Escape = '~';

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await RunAsync(
            () => backend.Inner.ReadStateAsync(Name(stateName, grainId), Escaped(grainId), grainState), cancellationToken)
            .ConfigureAwait(false);
        if (!grainState.RecordExists)
            grainState.ETag = null;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) => RunAsync(
            () => backend.Inner.WriteStateAsync(Name(stateName, grainId), Escaped(grainId), grainState), cancellationToken);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(grainState.ETag))
        {
            var stored = new GrainState<T>();
            await ReadStateAsync(stateName, grainId, stored, cancellationToken).ConfigureAwait(false);
            if (stored.RecordExists)
            {
                throw new InconsistentStateException(
                    $"the clear of {stateName} of {grainId} without an ETag came too late: another owner wrote it");
            }
        }
        else
        {
            // The provider asks again, and then clears what it finds, where the flag is not set.
            grainState.RecordExists = true;
            await RunAsync(
                () => backend.Inner.ClearStateAsync(Name(stateName, grainId), Escaped(grainId), grainState), cancellationToken)
                .ConfigureAwait(false);
        }

        grainState.State = FreshState.Create<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    /// <summary>A key that could be read as a number begins with <c>~</c>; one that begins so anyway gets another, so that no two
    /// keys become one.</summary>
    internal static GrainId Escaped(GrainId grainId)
    {
        var key = grainId.Key.ToString()!;
        return key.StartsWith(Escape) || grainId.TryGetIntegerKey(out _, out _) || grainId.TryGetGuidKey(out _, out _)
            ? GrainId.Create(grainId.Type, IdSpan.Create(Escape + key))
            : grainId;
    }

    // A backtick would be taken for a generic type's name and cut.
    private static string Name(string stateName, GrainId grainId) => $"{grainId.Type}/{stateName}".Replace('`', '\'');

    /// <summary>What was sent is awaited, so that a cancelled write is one that was not made.</summary>
    private static async Task RunAsync(Func<Task> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await run().ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresFaults.IsUnavailable(e))
        {
            throw PostgresFaults.Translate(e);
        }
    }
}
