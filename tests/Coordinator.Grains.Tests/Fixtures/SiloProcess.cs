using System.Net;
using System.Net.Sockets;
using Coordinator.Core;
using Coordinator.Core.Ports;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Outages;
using Coordinator.Kubernetes;
using Coordinator.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Tests.Fixtures;

/// <summary>One life of a coordinator's process over a data folder: storage, silo and adapter, with a gate at which it can die.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly IHost host;

    private SiloProcess(IHost host, CrashGate gate) => (this.host, Gate) = (host, gate);

    public CrashGate Gate { get; }

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    public IJournal Journal => host.Services.GetRequiredService<CoordinatorStorage>().Journal;

    public IDocuments Documents => host.Services.GetRequiredService<IDocuments>();

    public IRegistry Registry => host.Services.GetRequiredService<IRegistry>();

    public static async Task<SiloProcess> StartAsync(string folder, CoordinatorClock clock, CrashGate gate, StoreSwitch? store = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var services = builder.Services;
        services.AddCoordinatorStorage(
            new StorageOptions { Path = Path.Combine(folder, "coordinator.db") }, new GrainStateOptions { Json = CoreJson.Options });
        services.AddKubernetesAdapter(new KubernetesOptions { KubeconfigFolder = folder, Clock = clock.Time });
        services.AddCoordinatorGrains(clock);
        Decorate<IJournal>(services, inner => new CrashingJournal(inner, gate));
        Decorate<IRegistry>(services, inner => new CrashingRegistry(inner, gate));
        Decorate<IDocuments>(services, inner => new CrashingDocuments(inner, gate));
        Decorate<IPreflight>(services, inner => new CrashingPreflight(inner, gate));
        Decorate<IWorkloads>(services, inner => new CrashingWorkloads(inner, gate));
        Decorate<IJobs>(services, inner => new CrashingJobs(inner, gate));
        Decorate<IChecks>(services, inner => new CrashingChecks(inner, gate));
        Decorate<ITrafficRouter>(services, inner => new CrashingRouter(inner, gate));
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePort(), FreePort());
            silo.AddCoordinatorGrainStorage(wrap: inner => new CrashingGrainStorage(new SilentStore(inner, store ?? new()), gate));
        });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new(host, gate);
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await host.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
