using System.Collections.Concurrent;
using System.Net;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Coordinator.Simulator.Hosting;

/// <summary>
/// Simulated clusters on one loopback port: each serves the Kubernetes API below <c>/clusters/NAME</c>, users reach its
/// Services below <c>/ingress/NAME</c>, and <c>/simulator/v1</c> controls it all.
/// </summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly SimulatorOptions options;
    private readonly WebApplication app;
    private readonly Tokens tokens = new();
    private readonly Random random;
    private readonly Lock gate = new();
    private readonly List<string> order = [];
    private readonly ConcurrentDictionary<string, Seat> seats = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stopping = new();

    private SimulatorServer(SimulatorOptions options, WebApplication app)
    {
        this.options = options;
        this.app = app;
        random = new(options.Seed);
    }

    internal sealed record Seat(SimulatedCluster Cluster, ApiServer Api);

    /// <summary>The server's address, such as <c>http://127.0.0.1:7440/</c>.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Bearer token of the administrator of every cluster, and of the control API; random at each start.</summary>
    public string AdministratorToken => tokens.Administrator;

    /// <summary>Bearer token of the user <c>coordinator</c>, who has no rights but those that Roles give.</summary>
    public string LimitedToken => tokens.Limited;

    /// <summary>Seed of all randomness.</summary>
    public int Seed => options.Seed;

    /// <summary>Names of the clusters, in the order in which they were added.</summary>
    public IReadOnlyList<string> ClusterNames
    {
        get
        {
            lock (gate) return [.. order];
        }
    }

    /// <summary>Starts a simulator.</summary>
    /// <exception cref="ArgumentException">The options are invalid.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, CancellationToken cancellationToken = default)
    {
        if (options.Clusters.Count is 0 or > SimulatorOptions.MaxClusters)
            throw new ArgumentException($"clusters: between 1 and {SimulatorOptions.MaxClusters} names are needed");
        if (options.Port is < 0 or > 65_535) throw new ArgumentException("port: must be between 0 and 65535");
        if (options.AuditCapacity is < 1 or > 10_000_000) throw new ArgumentException("auditCapacity: must be between 1 and 10000000");
        if (options.EventCapacity is < 0 or > 100_000) throw new ArgumentException("eventCapacity: must be between 0 and 100000");
        var server = new SimulatorServer(options, Build(options));
        server.app.Run(new RequestRouter(server).HandleAsync);
        await server.app.StartAsync(cancellationToken).ConfigureAwait(false);
        var bound = server.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        server.Address = new(bound.EndsWith('/') ? bound : bound + "/");
        foreach (var name in options.Clusters) server.AddCluster(name);
        return server;
    }

    /// <summary>A cluster by its name.</summary>
    /// <exception cref="KeyNotFoundException">There is no such cluster.</exception>
    public SimulatedCluster Cluster(string name) =>
        FindSeat(name)?.Cluster ?? throw new KeyNotFoundException($"there is no cluster {name}");

    /// <summary>Adds a cluster while the server runs.</summary>
    /// <exception cref="ArgumentException">The name is invalid or taken, or there are too many clusters.</exception>
    public SimulatedCluster AddCluster(string name)
    {
        if (Names.Name(name, label: true) is { } wrong) throw new ArgumentException($"name: {wrong}");
        lock (gate)
        {
            if (order.Count >= SimulatorOptions.MaxClusters) throw new ArgumentException($"there are {order.Count} clusters already");
            if (seats.ContainsKey(name)) throw new ArgumentException($"name: there is a cluster {name} already");
            var cluster = new Cluster(name, options, new Random(random.Next()));
            Seeding.Fill(cluster);
            var simulated = new SimulatedCluster(cluster, new Uri(Address, $"clusters/{name}"));
            seats[name] = new(simulated, new(cluster, tokens, Address.Authority, stopping.Token));
            order.Add(name);
            return simulated;
        }
    }

    /// <summary>A kubeconfig: per cluster a context NAME (administrator; the first is current) and NAME-limited (user coordinator).</summary>
    public string RenderKubeconfig() => Kubeconfig.Render(Address, ClusterNames, tokens);

    /// <summary>Writes the kubeconfig to a file that only its owner can read. Returns the path.</summary>
    public string WriteKubeconfig(string path)
    {
        var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) mode.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, mode);
        writer.Write(RenderKubeconfig());
        return path;
    }

    /// <summary>Stops the server and all that runs in its clusters.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        foreach (var seat in seats.Values) seat.Cluster.Inner.Dispose();
        await app.DisposeAsync().ConfigureAwait(false);
    }

    internal Tokens Tokens => tokens;

    internal SimulatorOptions Options => options;

    internal Seat? FindSeat(string name) => seats.GetValueOrDefault(name);

    private static WebApplication Build(SimulatorOptions options)
    {
        // Nothing of the surroundings is read: no settings files, which would also be watched, and no environment.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        if (options.Transport is { } transport) builder.Services.AddSingleton(transport);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestRouter.MaxBody;
            // Watches write little for long; nothing here is a slow-client attack.
            kestrel.Limits.MinResponseDataRate = null;
        });
        return builder.Build();
    }
}
