using Coordinator.Core.Ports;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>One database behind the ports.</summary>
internal abstract class StorageBackend
{
    public abstract IJournal Journal { get; }

    public abstract IDocuments Documents { get; }

    public abstract IRegistry Registry { get; }

    public abstract IGrainStorage GrainState { get; }

    /// <summary>Called once; what it had opened is closed by <see cref="CloseAsync"/> even where it throws.</summary>
    public abstract Task OpenAsync(CancellationToken cancellationToken);

    public abstract Task CheckAsync(CancellationToken cancellationToken);

    public abstract Task CloseAsync();

    protected static InvalidOperationException NotOpen() => new("the store is not open: call OpenAsync first");
}
