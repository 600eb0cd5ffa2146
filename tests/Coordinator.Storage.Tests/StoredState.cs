using System.Diagnostics.CodeAnalysis;

namespace Coordinator.Storage.Tests;

/// <summary>What a grain holds of its state; the storage always fills it in.</summary>
internal sealed class StoredState<T> : IGrainState<T>
{
    public StoredState()
    {
    }

    public StoredState(T state) => State = state;

    [AllowNull]
    public T State { get; set; } = default!;

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
