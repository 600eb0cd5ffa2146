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
using Coordinator.Grains.Tests.Fixtures.Virtual;
using Coordinator.Simulation;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests.Fixtures;

/// <summary>Simulated clusters, each serving version 1 in blue, and releases of version 2.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly TimeSpan LongestRelease = TimeSpan.FromHours(3);
    private readonly SimulatorServer simulator;
    private readonly HttpClient http;

    private Fleet(SimulatorServer simulator, World world)
    {
        (this.simulator, World) = (simulator, world);
        http = new(world.Transport.Handler());
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", simulator.AdministratorToken);
    }

    public World World { get; }

    public static async Task<Fleet> StartAsync()
    {
        var world = new World();
        var options = new SimulatorOptions { Clusters = ["spare"], TimeProvider = world.Time, Wall = world.Time, Transport = world.Transport, Program = new SimulatedCheck() };
        return new(await SimulatorServer.StartAsync(options, TestContext.Current.CancellationToken), world);
    }

    public SimulatedCluster Cluster(string name) => simulator.Cluster(name);

    /// <summary>A new cluster that serves version 1 in blue to users.</summary>
    public async Task AddClusterAsync(string name)
    {
        var cluster = simulator.AddCluster(name);
        foreach (var (path, text) in Manifests.Before)
        {
            await ApplyAsync(name, path, text);
        }

        await WaitReadyAsync(name);
        cluster.StartTraffic(new() { Namespace = "shop", Service = "cart", RequestsPerSecond = 5 });
    }

    /// <summary>Applies an object to a cluster, as its administrator who takes what it names from other managers.</summary>
    public async Task ApplyAsync(string cluster, string path, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(simulator.Address, $"clusters/{cluster}/{path}?fieldManager=test&force=true"))
        {
            Content = new StringContent(text, new MediaTypeHeaderValue("application/apply-patch+yaml")),
        };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private Task WaitReadyAsync(string cluster)
    {
        var path = new Uri(simulator.Address, $"clusters/{cluster}/apis/apps/v1/namespaces/shop/deployments/cart-blue");
        return World.UntilAsync(
            async () => (int?)JsonNode.Parse(await http.GetStringAsync(path))!["status"]?["readyReplicas"] == 2,
            TimeSpan.FromMinutes(1),
            () => $"version 1 is ready in {cluster}");
    }

    /// <summary>Writes the kubeconfig and registers clusters with a process.</summary>
    public Task RegisterAsync(SiloProcess process, string folder, params string[] clusters) => RegisterAsync(process, folder, "", clusters);

    /// <summary>Likewise, as the user without rights of its own.</summary>
    public Task RegisterLimitedAsync(SiloProcess process, string folder, params string[] clusters) =>
        RegisterAsync(process, folder, "-limited", clusters);

    /// <summary>Plans and submits a release as the gateway does.</summary>
    public Task SubmitAsync(SiloProcess process, string name, bool isBad, params string[] clusters) =>
        SubmitAsync(process, name, "cart", isBad, clusters);

    /// <summary>Plans and submits a release of an application.</summary>
    public Task SubmitAsync(SiloProcess process, string name, string application, bool isBad, string[] clusters) =>
        SubmitAsync(process, Plan(Manifests.Release(name, isBad, clusters, application), clusters));

    /// <summary>Plans a release for clusters.</summary>
    public static PlanResult Plan(string release, params string[] clusters)
    {
        var read = FormatReader.Read(release);
        Assert.Empty(read.Errors);
        ImmutableArray<ClusterSpec> specs = [.. clusters.Select(cluster => Spec(cluster, ""))];
        var planned = Planner.Plan(read.Releases[0], specs, new("test", 1, CheckImage: "coordinator:0.1"));
        Assert.Empty(planned.Errors);
        return planned;
    }

    /// <summary>Submits a plan as the gateway does.</summary>
    public async Task SubmitAsync(SiloProcess process, PlanResult planned)
    {
        foreach (var document in planned.Documents)
        {
            await process.Documents.PutAsync(document, default);
        }

        var plan = planned.Plan!;
        var (name, now) = (plan.Release, World.Time.GetUtcNow());
        var summary = new ReleaseSummary(name, plan.Application, plan.Version, ReleasePhase.Planned, Digest.Of(name), planned.PlanDigest, "test", now);
        await process.Registry.TryAddAsync(new(RegistryKinds.Release, name, CoreJson.Write(summary), now), default);
        await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).SubmitAsync(planned.PlanDigest, "test");
    }

    private async Task RegisterAsync(SiloProcess process, string folder, string user, string[] clusters)
    {
        simulator.WriteKubeconfig(Path.Combine(folder, "kubeconfig"));
        foreach (var name in clusters)
        {
            await process.Registry.TryAddAsync(new(RegistryKinds.Cluster, name, CoreJson.Write(Spec(name, user)), null), default);
        }
    }

    private static ClusterSpec Spec(string cluster, string user) =>
        new() { Name = cluster, Region = "eu", Kubeconfig = new("kubeconfig", cluster + user) };

    /// <summary>Lets time pass until a release has ended and its row says that nothing is left to do.</summary>
    public async Task<ReleaseView> WaitEndedAsync(SiloProcess process, string name)
    {
        ReleaseView? last = null;
        await World.UntilAsync(
            async () =>
            {
                process.Gate.ThrowIfCrashed();
                last = await process.Grains.GetGrain<IReleaseGrain>(GrainKeys.Release(name)).ViewAsync();
                return last?.Phase.IsEnded() is true && await process.Registry.FindAsync(RegistryKinds.Release, name, default) is { DueAt: null };
            },
            LongestRelease,
            () => $"{name} has ended: {(last is null ? "no view" : CoreJson.Write(last))}",
            TimeSpan.FromSeconds(10));
        return last!;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await simulator.DisposeAsync();
    }
}
