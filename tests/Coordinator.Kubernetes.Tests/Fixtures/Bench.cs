using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Tests.ControlPlanes;
using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>One cluster, and the adapter that is tested, over HTTP: a simulated one on a clock of wall × 60, or a control plane.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public const string Namespace = "svgx-engine-production";
    public const string Service = "svgx-engine-service";
    public const string Owner = "test/one/svgx-engine-production/svgx-engine";

    private const int MaximumLooks = 3000;

    private readonly string folder;
    private readonly ServiceProvider services;
    private readonly HttpClient http;
    private readonly string address;
    private readonly SimulatorServer? simulator;
    private readonly ControlPlane? plane;

    private Bench(IAsyncDisposable cluster, HttpClient http, string address, TimeProvider clock, string folder, RouterKind kind, TimeProvider? wall = null)
    {
        (simulator, plane) = (cluster as SimulatorServer, cluster as ControlPlane);
        (this.http, this.address, Clock, this.folder, Kind) = (http, address, clock, folder, kind);
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("kubectl", "1"));
        Register("one", new KubeconfigRef("kubeconfig", "one"));
        services = new ServiceCollection()
            .AddSingleton<IRegistry>(Registry)
            .AddSingleton<IDocuments>(Documents)
            .AddSingleton(clock)
            .AddLogging()
            .AddKubernetesAdapter(Options(folder) with
            {
                ClockFactor = Math.Max(1, (clock as ScaledTimeProvider)?.Factor ?? 1),
                CallTimeout = TimeSpan.FromSeconds(simulator is null ? 30 : 2),
                Wall = wall ?? TimeProvider.System,
            })
            .BuildServiceProvider();
    }

    public SimulatorServer Simulator => simulator ?? throw new InvalidOperationException("the cluster is not simulated");

    /// <summary>Who directs traffic in the plans.</summary>
    public RouterKind Kind { get; }

    public TimeProvider Clock { get; }

    public MemoryRegistry Registry { get; } = new();

    public MemoryDocuments Documents { get; } = new();

    public string Folder => folder;

    public SimulatedCluster Cluster => Simulator.Cluster("one");

    public IPreflight Preflight => services.GetRequiredService<IPreflight>();

    public IWorkloads Workloads => services.GetRequiredService<IWorkloads>();

    public IJobs Jobs => services.GetRequiredService<IJobs>();

    public IChecks Checks => services.GetRequiredService<IChecks>();

    public IPreviousColor Previous => services.GetRequiredService<IPreviousColor>();

    public IWorkers Workers => services.GetRequiredService<IWorkers>();

    public ITrafficRouter Router => services.GetRequiredService<ITrafficRouter>();

    public IMetricSource Metrics => services.GetRequiredService<IMetricSource>();

    /// <summary>The way of the adapter's effects to the cluster.</summary>
    public async Task<EnvironmentCall> CallAsync(EnvironmentPlan plan, long turn) => new(
        plan, Fence(turn), new ClusterApi(await services.GetRequiredService<ClusterConnections>().GetAsync("one", Token), Namespace),
        new Pacer(Clock));

    public DateTimeOffset Soon => Clock.GetUtcNow() + TimeSpan.FromHours(2);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<Bench> StartAsync(double factor = 60, RouterKind kind = RouterKind.Service, TimeProvider? wall = null, IContainerProgram? program = null)
    {
        var clock = new ScaledTimeProvider(TimeProvider.System.GetUtcNow(), factor);
        var simulator = await SimulatorServer.StartAsync(new SimulatorOptions { TimeProvider = clock, Program = program }, Token);
        var folder = Directory.CreateTempSubdirectory("kubernetes-tests-").FullName;
        simulator.WriteKubeconfig(Path.Combine(folder, "kubeconfig"));
        var http = new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", simulator.AdministratorToken) } };
        return await FilledAsync(new Bench(simulator, http, simulator.Cluster("one").Address.ToString(), clock, folder, kind, wall));
    }

    /// <summary>Over a control plane, which ends with it, by the wall's clock.</summary>
    public static Task<Bench> OverAsync(ControlPlane plane, RouterKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("kubernetes-tests-").FullName;
        plane.WriteKubeconfig(Path.Combine(folder, "kubeconfig"));
        return FilledAsync(new Bench(plane, plane.Administrator(), plane.Address, TimeProvider.System, folder, kind));
    }

    private static async Task<Bench> FilledAsync(Bench bench)
    {
        await bench.SendAsync(HttpMethod.Post, "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{Namespace}}}"} }""");
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Namespace}/secrets",
            """{"metadata":{"name":"svgx-engine-secrets"}}""");
        return bench;
    }

    public static KubernetesOptions Options(string folder) => new()
    {
        KubeconfigFolder = folder,
        ReleaseFilesFolder = folder,
        Outbound = new() { AllowedHosts = ["127.0.0.1", "localhost"] },
        CallTimeout = TimeSpan.FromSeconds(2),
        RetryDelay = TimeSpan.FromMilliseconds(5),
        RecheckAfter = TimeSpan.Zero,
    };

    public void Register(string name, KubeconfigRef kubeconfig) => Registry.Set(new RegistryRow(
        "cluster", name,
            CoreJson.Write(new ClusterSpec { Name = name, Region = "eu", Kubeconfig = kubeconfig, Api = new(2000, 2000) }),
            null));

    /// <summary>A plan of the reference's application.</summary>
    public async Task<EnvironmentPlan> PlanAsync(string version = "2.4.0", Action<JsonArray>? change = null)
    {
        var manifests = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "testdata", "svgx-engine.json"), Token))!.AsArray();
        if (Routes.Manifest(Kind) is { } route)
        {
            manifests.Add((JsonNode)route);
        }

        change?.Invoke(manifests);
        var rendered = ManifestRenderer.Render(
            manifests.OfType<JsonObject>(), new Placeholders("one", "eu", Namespace, version));
        return new EnvironmentPlan
        {
            Key = new EnvironmentKey("one", Namespace, "svgx-engine"),
            Owner = Owner,
            Region = "eu",
            Wave = "all",
            Capacity = 1,
            Release = $"svgx-engine-{version}",
            Version = version,
            ManifestsDigest = await Documents.PutAsync(new JsonArray([.. rendered]).ToJsonString(), Token),
            Deployments = ["svgx-engine"],
            Target = new TargetSpec { Namespace = Namespace, Service = Service },
            Preflight = new PreflightSpec(),
            BlueGreen = new BlueGreenSpec { Router = new RouterSpec(Kind, Routes.NameOf(Kind)) },
            Probes = new ProbesSpec(),
            Analysis = new AnalysisSpec
            {
                Metrics = [new MetricSpec { Name = "error-rate", Scrape = new ScrapeSpec(), ErrorRate = new ErrorRateSpec(),
                    Max = 0.05 }],
            },
            Rollback = new RollbackSpec(),
            Bake = TimeSpan.Zero,
            ProvenAfter = TimeSpan.Zero,
        };
    }

    public Fence Fence(long turn) => new(Owner, turn);

    public ColorOrder Order(Color? active, Color preview) => new(active, preview, Soon);

    public TrafficOrder Traffic(Color? from, Color? to, int weightPercent = 100) => new(from, to, weightPercent, Soon);

    /// <summary>A release of blue by the adapter itself, from nothing: it serves afterwards. Uses turns 1 to 3.</summary>
    public async Task<EnvironmentPlan> InstallAsync(string version = "1.0.0", Action<JsonArray>? change = null)
    {
        var plan = await PlanAsync(version, change);
        Done(await Workloads.PrepareAsync(plan, Fence(1), Order(null, Color.Blue), Token));
        Done(await Workloads.DeployAsync(plan, Fence(2), Order(null, Color.Blue), Token));
        Done(await Router.ShiftAsync(plan, Fence(3), Traffic(null, Color.Blue), Token));
        return plan;
    }

    /// <summary>Green beside blue, ready. Uses turns 4 and 5.</summary>
    public async Task<EnvironmentPlan> PreviewAsync(string version = "2.0.0", Action<JsonArray>? change = null)
    {
        var plan = await PlanAsync(version, change);
        Done(await Workloads.PrepareAsync(plan, Fence(4), Order(Color.Blue, Color.Green), Token));
        Done(await Workloads.DeployAsync(plan, Fence(5), Order(Color.Blue, Color.Green), Token));
        return plan;
    }

    public static T Done<T>(PortResult<T> result)
        where T : class
    {
        Assert.True(result.Refusal is null, result.Refusal?.ToString());
        return result.Value!;
    }

    public static Refusal Refused<T>(RefusalKind kind, PortResult<T> result)
        where T : class
    {
        Assert.True(result.Refusal is not null, $"done: {result.Value}");
        Assert.Equal(kind, result.Refusal.Kind);
        return result.Refusal;
    }

    /// <summary>A call as kubectl would make it.</summary>
    public async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        var separator = path.Contains('?') ? '&' : '?';
        var manager = method == HttpMethod.Get || method == HttpMethod.Delete ? "" : $"{separator}fieldManager=kubectl";
        using var message = new HttpRequestMessage(method, address + path + manager);
        if (body is not null)
        {
            message.Content = new StringContent(body, Encoding.UTF8, type);
        }

        using var response = await http.SendAsync(message, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public Task<JsonObject> GetAsync(string kind, string name) => SendAsync(HttpMethod.Get, PathOf(kind, name));

    public Task<JsonObject> PatchAsync(string kind, string name, string patch) =>
        SendAsync(HttpMethod.Patch, PathOf(kind, name), patch, "application/merge-patch+json");

    public Task<JsonObject> DeleteAsync(string kind, string name) => SendAsync(HttpMethod.Delete, PathOf(kind, name));

    public async Task<string?> SelectorAsync() => (await GetAsync("services", Service)).Text("spec", "selector", "version");

    /// <summary>Looks until it holds, a limited number of times.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var look = 0; !await condition(); look++)
        {
            Assert.True(look < MaximumLooks, "it never came to hold");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
        }
    }

    /// <summary>The coordinator's writes of an object after a sequence.</summary>
    public AuditEntry[] Writes(string kind, string name, long after = 0) =>
        [.. Cluster.AuditEntries(after)
            .Where(one => one.Kind == kind && one.Name == name && one.UserAgent.StartsWith("coordinator/"))];

    /// <summary>A place in the record of writes, after all that was written up to now.</summary>
    public async Task<long> MarkAsync() => plane is null ? Cluster.LastAuditSequence : (await plane.WritesAsync()).Length;

    /// <summary>The adapter's writes since then, in order.</summary>
    public async Task<Written[]> WritesAsync(long since) => plane is null
        ? [.. Cluster.AuditEntries(since).Where(one => one.UserAgent.StartsWith("coordinator/", StringComparison.Ordinal)).Select(one => new Written(one.Kind, one.Name, one.Manager))]
        : (await plane.WritesAsync())[(int)since..];

    /// <summary>Those of an object.</summary>
    public async Task<Written[]> WritesAsync(string kind, string name, long since) =>
        [.. (await WritesAsync(since)).Where(one => one.Kind == kind && one.Name == name)];

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        http.Dispose();
        await ((IAsyncDisposable?)simulator ?? plane!).DisposeAsync();

        Directory.Delete(folder, recursive: true);
    }

    private static string PathOf(string kind, string name)
    {
        var group = kind switch
        {
            "deployments" => "apis/apps/v1",
            "horizontalpodautoscalers" => "apis/autoscaling/v2",
            "poddisruptionbudgets" => "apis/policy/v1",
            "httproutes" or "gateways" => "apis/gateway.networking.k8s.io/v1",
            "virtualservices" => "apis/networking.istio.io/v1",
            _ => "api/v1",
        };
        return $"/{group}/namespaces/{Namespace}/{kind}/{name}";
    }
}
