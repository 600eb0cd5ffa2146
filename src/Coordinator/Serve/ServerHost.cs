using Coordinator.Core;
using Coordinator.Gateway;
using Coordinator.Grains;
using Coordinator.Kubernetes;
using Coordinator.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Coordinator.Serve;

/// <summary>Composes a server: storage, silo with its grains, Kubernetes adapter, gateway.</summary>
internal static class ServerHost
{
    /// <summary>A server that is not started yet.</summary>
    public static WebApplication Create(ServerSettings settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        Log(builder.Logging);
        var storage = new StorageOptions { Path = Path.Combine(settings.DataDirectory, "coordinator.db"), ServiceId = settings.Installation };
        builder.Services.AddCoordinatorStorage(storage, new GrainStateOptions { Json = CoreJson.Options });
        builder.Services.AddCoordinatorGrains(new CoordinatorClock(settings.Time, settings.ClockFactor));
        builder.Services.AddKubernetesAdapter(new KubernetesOptions
        {
            KubeconfigFolder = settings.KubeconfigFolder,
            ReleaseFilesFolder = settings.ReleaseFilesFolder,
            Outbound = settings.Outbound,
            Clock = settings.Time,
            ClockFactor = settings.ClockFactor,
        });
        builder.Services.AddCoordinatorGateway(new GatewayOptions
        {
            Installation = settings.Installation,
            ClockFactor = settings.ClockFactor,
            CheckImage = settings.CheckImage,
            Tokens = settings.Tokens,
        });
        builder.Services.AddHealthChecks().AddCheck<StorageHealth>("storage");
        builder.UseOrleans(silo => Compose(silo, settings));
        var app = builder.Build();
        app.MapCoordinatorGateway();
        return app;
    }

    private static void Compose(ISiloBuilder silo, ServerSettings settings)
    {
        // One process: the silo's own ports are nobody's business and must not collide with another installation's.
        silo.UseLocalhostClustering(FreePort.Next(), FreePort.Next(), null, settings.Installation, settings.Installation);
        silo.Configure<Orleans.Configuration.GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromMinutes(15));
        silo.AddCoordinatorGrainStorage();
        silo.AddCoordinatorDashboard();
    }

    private static void Log(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            console.UseUtcTimestamp = true;
        });
        // Standard output belongs to results.
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Orleans", LogLevel.Error);
        logging.AddFilter("Polly", LogLevel.Error);
        // A start that fails is told in one line by the verb itself.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System.Net.Http", LogLevel.Warning);
    }
}
