using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Formats;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests.Fixtures;

/// <summary>Simulated clusters, each serving version 1 in blue, and releases of version 2.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const double Factor = 200;
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);
    private readonly SimulatorServer simulator;
    private readonly HttpClient http = new();

    private Fleet(SimulatorServer simulator, CoordinatorClock clock)
    {
        (this.simulator, Clock) = (simulator, clock);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", simulator.AdministratorToken);
    }

    public CoordinatorClock Clock { get; }

    public static async Task<Fleet> StartAsync()
    {
        var time = new ScaledTimeProvider(TimeProvider.System.GetUtcNow(), Factor);
        var simulator = await SimulatorServer.StartAsync(new() { Clusters = ["spare"], TimeProvider = time }, TestContext.Current.CancellationToken);
        return new(simulator, new(time, Factor));
    }

    public SimulatedCluster Cluster(string name) => simulator.Cluster(name);

    /// <summary>A new cluster that serves version 1 in blue to users.</summary>
    public async Task AddClusterAsync(string name)
    {
        var cluster = simulator.AddCluster(name);
        foreach (var (path, text) in Manifests.Before)
        {
            using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(simulator.Address, $"clusters/{name}/{path}?fieldManager=test"))
            {
                Content = new StringContent(text, new MediaTypeHeaderValue("application/apply-patch+yaml")),
            };
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            response.EnsureSuccessStatusCode();
        }

        await WaitReadyAsync(name);
        cluster.StartTraffic(new() { Namespace = "shop", Service = "cart", RequestsPerSecond = 100 });
    }

    private async Task WaitReadyAsync(string cluster)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        var path = new Uri(simulator.Address, $"clusters/{cluster}/apis/apps/v1/namespaces/shop/deployments/cart-blue");
        while ((int?)JsonNode.Parse(await http.GetStringAsync(path, guard.Token))!["status"]?["readyReplicas"] != 2)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Clock.Time, guard.Token);
        }
    }

    /// <summary>Writes the kubeconfig and registers clusters with a process.</summary>
    public async Task RegisterAsync(SiloProcess process, string folder, params string[] clusters)
    {
        simulator.WriteKubeconfig(Path.Combine(folder, "kubeconfig"));
        foreach (var name in clusters)
        {
            var spec = new ClusterSpec { Name = name, Region = "eu", Kubeconfig = new("kubeconfig", name) };
            await process.Registry.TryAddAsync(new(RegistryKinds.Cluster, name, CoreJson.Write(spec), null), default);
        }
    }

    /// <summary>Plans and submits a release as the gateway does.</summary>
    public async Task SubmitAsync(SiloProcess process, string name, bool isBad, params string[] clusters)
    {
        var read = FormatReader.Read(Manifests.Release(name, isBad, clusters));
        Assert.Empty(read.Errors);
        ImmutableArray<ClusterSpec> specs = [.. clusters.Select(cluster => new ClusterSpec { Name = cluster, Region = "eu", Kubeconfig = new("kubeconfig", cluster) })];
        var planned = Planner.Plan(read.Releases[0], specs, new("test", Factor));
        Assert.Empty(planned.Errors);
        foreach (var document in planned.Documents)
        {
            await process.Documents.PutAsync(document, default);
        }

        var summary = new ReleaseSummary(name, "cart", "2", ReleasePhase.Planned, Digest.Of(name), planned.PlanDigest, "test", Clock.Now);
        await process.Registry.TryAddAsync(new(RegistryKinds.Release, name, CoreJson.Write(summary), Clock.Now), default);
        await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).SubmitAsync(planned.PlanDigest, "test");
    }

    /// <summary>Waits on the fleet's clock until a release has ended and its row says that nothing is left to do.</summary>
    public async Task<ReleaseView> WaitEndedAsync(SiloProcess process, string name, CancellationToken cancellationToken = default)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        ReleaseView? last = null;
        while (!guard.IsCancellationRequested)
        {
            try
            {
                last = await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).ViewAsync();
                if (last?.Phase.IsEnded() is true
                    && await process.Registry.FindAsync(RegistryKinds.Release, name, guard.Token) is { DueAt: null })
                {
                    return last;
                }
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                // The grain restarts, or the process has died: the guard ends that.
            }

            await Task.Delay(TimeSpan.FromSeconds(2), Clock.Time, guard.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new TimeoutException($"{name} did not end: {(last is null ? "no view" : CoreJson.Write(last))}");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await simulator.DisposeAsync();
    }
}
