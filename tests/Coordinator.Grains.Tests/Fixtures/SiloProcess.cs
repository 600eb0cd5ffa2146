using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures.Virtual;
using Coordinator.Grains.Tests.Outages;
using Coordinator.Kubernetes;
using Coordinator.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Statistics;
using Orleans.TestingHost;

namespace Coordinator.Grains.Tests.Fixtures;

/// <summary>One life of a coordinator's process over a data folder: storage, silo and adapter, with a gate at which it can die.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly InProcessTestCluster orleans;

    private SiloProcess(InProcessTestCluster orleans, CrashGate gate) => (this.orleans, Gate) = (orleans, gate);

    public CrashGate Gate { get; }

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IJournal Journal => Services.GetRequiredService<CoordinatorStorage>().Journal;

    public IDocuments Documents => Services.GetRequiredService<IDocuments>();

    public IRegistry Registry => Services.GetRequiredService<IRegistry>();

    private IServiceProvider Services => orleans.Silos[0].ServiceProvider;

    public static async Task<SiloProcess> StartAsync(string folder, World world, CrashGate gate, StoreSwitch? store = null, Func<DelegatingHandler>? tap = null)
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        // The silo's own client is enough. Orleans keeps the wall's time: only what the coordinator does is on the world's clock.
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.GatewayPerSilo = false;
        builder.ConfigureSiloHost((_, host) => Add(host.Services, folder, world, gate, tap));
        builder.ConfigureSilo((_, silo) => silo.AddCoordinatorGrainStorage(
            wrap: inner => new SilentStore(new CrashingGrainStorage(inner, gate), store ?? new())));
        var orleans = builder.Build();
        await orleans.DeployAsync();
        return new(orleans, gate);
    }

    /// <summary>Ends it: at once where it has died, else as a server is stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Gate.Crashed.IsCompleted)
        {
            await orleans.KillSiloAsync(orleans.Silos[0]);
        }
        else
        {
            await orleans.StopAllSilosAsync();
        }

        await orleans.DisposeAsync();
    }

    private static void Add(IServiceCollection services, string folder, World world, CrashGate gate, Func<DelegatingHandler>? tap)
    {
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton<IEnvironmentStatisticsProvider, NoStatistics>();
        services.AddCoordinatorStorage(
            new StorageOptions { Path = Path.Combine(folder, "coordinator.db") }, new GrainStateOptions { Json = CoreJson.Options });
        services.AddKubernetesAdapter(new KubernetesOptions
        {
            KubeconfigFolder = folder,
            Clock = world.Time,
            Wall = world.Time,
            ApiHandler = () => world.Transport.Before(tap?.Invoke()),
        });
        services.AddCoordinatorGrains(new CoordinatorClock(world.Time));
        Decorate<IJournal>(services, inner => new CrashingJournal(inner, gate));
        Decorate<IRegistry>(services, inner => new CrashingRegistry(inner, gate));
        Decorate<IDocuments>(services, inner => new CrashingDocuments(inner, gate));
        Decorate<IPreflight>(services, inner => new CrashingPreflight(inner, gate));
        Decorate<IWorkloads>(services, inner => new CrashingWorkloads(inner, gate));
        Decorate<IJobs>(services, inner => new CrashingJobs(inner, gate));
        Decorate<IChecks>(services, inner => new CrashingChecks(inner, gate));
        Decorate<ITrafficRouter>(services, inner => new CrashingRouter(inner, gate));
    }

    private static void Decorate<T>(IServiceCollection services, Func<T, T> wrap)
        where T : class
    {
        var known = services.Last(service => service.ServiceType == typeof(T));
        services.Remove(known);
        services.AddSingleton(provider => wrap((T)(known.ImplementationInstance
            ?? known.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, known.ImplementationType!))));
    }
}
