using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Coordinator.Core.Ports;
using Coordinator.Gateway.Tests.Fixtures;
using Coordinator.Grains;
using Coordinator.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

[assembly: AssemblyFixture(typeof(GatewayServer))]

namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>A whole coordinator in this process: gateway, silo, store on a temporary file, and a fleet that is not real.</summary>
public sealed class GatewayServer : IAsyncLifetime
{
    public const double Factor = 60;

    private readonly Action<WebApplicationBuilder> configure;
    private readonly string directory = Directory.CreateTempSubdirectory("gateway-").FullName;

    public GatewayServer()
        : this(null, null)
    {
    }

    internal GatewayServer(Func<GatewayOptions, GatewayOptions>? change, Action<WebApplicationBuilder>? configure)
    {
        this.configure = configure ?? (_ => { });
        Options = (change ?? (options => options))(new()
        {
            Tokens = Tokens.All,
            ClockFactor = Factor,
            EventPoll = TimeSpan.FromMilliseconds(20),
            EventHeartbeat = TimeSpan.FromMilliseconds(200),
            BodyLimit = 256 * 1024,
        });
    }

    internal GatewayOptions Options { get; }

    internal WebApplication App { get; private set; } = null!;

    internal Uri Address { get; private set; } = null!;

    internal CoordinatorStorage Storage => App.Services.GetRequiredService<CoordinatorStorage>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddCoordinatorStorage(new() { Path = Path.Combine(directory, "coordinator.db") });
        builder.Services.AddCoordinatorGrains(new(new FastTime(Factor), Factor));
        var fleet = new FakeFleet();
        builder.Services.AddSingleton<IPreflight>(fleet).AddSingleton<IWorkloads>(fleet).AddSingleton<IPreviousColor>(fleet).AddSingleton<IWorkers>(fleet)
            .AddSingleton<IJobs>(fleet).AddSingleton<IChecks>(fleet)
            .AddSingleton<ITrafficRouter>(fleet).AddSingleton<IMetricSource>(fleet);
        builder.Services.AddCoordinatorGateway(Options);
        builder.Services.AddHealthChecks().AddAsyncCheck("storage", StorageAsync);
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePort(), gatewayPort: 0, serviceId: "test", clusterId: Guid.NewGuid().ToString("N"))
            .Configure<EndpointOptions>(endpoint => endpoint.GatewayPort = 0)
            .AddCoordinatorGrainStorage()
            .AddCoordinatorDashboard());
        configure(builder);
        App = builder.Build();
        App.MapCoordinatorGateway();
        await App.StartAsync();
        Address = new(App.Urls.First());
        await RegisterClustersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            await App.StopAsync(limit.Token);
            await App.DisposeAsync();
        }

        Directory.Delete(directory, recursive: true);
    }

    /// <summary>A client of a subject; null: of nobody.</summary>
    internal HttpClient Client(string? subject = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        if (subject is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.Of(subject));
        }

        return client;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<HealthCheckResult> StorageAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Storage.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageUnavailableException fault)
        {
            return HealthCheckResult.Unhealthy(fault.Message);
        }
    }

    private async Task RegisterClustersAsync()
    {
        using var client = Client(Tokens.Admin);
        using var answer = await client.PostAsync("/api/v1/clusters", Bodies.Yaml(Bodies.Clusters("eu-1", "eu-2", "us-1", "slow-1", "bad-1")));
        answer.EnsureSuccessStatusCode();
    }
}
