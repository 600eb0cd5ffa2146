using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;

namespace Coordinator.Storage;

/// <summary>Orleans' ADO.NET provider, started by the store instead of by the silo, so that it is ready when the store
/// is.</summary>
internal sealed class AdoNetGrainState : ISiloLifecycle
{
    private readonly AdoNetGrainStorage _storage;
    private ILifecycleObserver? _observer;

    public AdoNetGrainState(StorageOptions options, GrainStateSerializer serializer, ILoggerFactory loggers)
    {
        var provider = new AdoNetGrainStorageOptions
        {
            Invariant = "Npgsql",
            ConnectionString = PostgresBackend.ConnectionString(options),
            GrainStorageSerializer = serializer,
        };
        _storage = new(
            FreshState.Instance, loggers.CreateLogger<AdoNetGrainStorage>(), Options.Create(provider),
            Options.Create(new ClusterOptions { ServiceId = options.ServiceId }), "coordinator");
    }

    /// <summary>Null until it is open.</summary>
    public IGrainStorage? Storage { get; private set; }

    int ISiloLifecycle.HighestCompletedStage => int.MinValue;

    int ISiloLifecycle.LowestStoppedStage => int.MaxValue;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _storage.Participate(this);
        await _observer!.OnStart(cancellationToken).ConfigureAwait(false);
        Storage = _storage;
    }

    IDisposable ILifecycleObservable.Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        _observer = observer;
        return Subscription.Instance;
    }

    private sealed class Subscription : IDisposable
    {
        public static readonly Subscription Instance = new();

        public void Dispose()
        {
        }
    }
}
