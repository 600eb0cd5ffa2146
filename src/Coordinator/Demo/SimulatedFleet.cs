using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Coordinator.Formats;
using Coordinator.Simulation;
using Coordinator.Simulator.Audit;
using Coordinator.Simulator.Faults;
using Coordinator.Simulator.Hosting;
using Coordinator.Simulator.Traffic;

namespace Coordinator.Demo;

/// <summary>Simulated clusters that serve the version before, with users.</summary>
internal sealed class SimulatedFleet : IAsyncDisposable
{
    private const string Namespace = "svgx-engine-production";
    private const string Service = "svgx-engine-service";
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);

    private readonly SimulatorServer server;
    private readonly HttpClient http = new();

    private SimulatedFleet(SimulatorServer server)
    {
        this.server = server;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.AdministratorToken);
    }

    /// <summary>Starts the clusters, writes their kubeconfig and installs the version before in each.</summary>
    public static async Task<SimulatedFleet> StartAsync(
        ImmutableArray<string> clusters, TimeProvider time, string kubeconfig, string before, CancellationToken cancellationToken)
    {
        var server = await SimulatorServer.StartAsync(new() { Clusters = [.. clusters], TimeProvider = time, Program = new SimulatedCheck() }, cancellationToken);
        var fleet = new SimulatedFleet(server);
        server.WriteKubeconfig(kubeconfig);
        var objects = ManifestReader.Read(await File.ReadAllTextAsync(before, cancellationToken), before);
        foreach (var cluster in clusters)
        {
            await fleet.InstallAsync(cluster, objects.Objects, cancellationToken);
        }

        foreach (var cluster in clusters)
        {
            await fleet.WaitReadyAsync(cluster, cancellationToken);
        }

        return fleet;
    }

    /// <summary>Users come, with new counters.</summary>
    public void StartTraffic(double requestsPerSecond)
    {
        foreach (var cluster in Clusters)
        {
            cluster.StartTraffic(new() { Namespace = Namespace, Service = Service, RequestsPerSecond = requestsPerSecond });
        }
    }

    /// <summary>Users leave; what they saw, by cluster.</summary>
    public ImmutableArray<TrafficReport> StopTraffic()
    {
        foreach (var cluster in Clusters)
        {
            cluster.StopTraffic(Namespace, Service);
        }

        return [.. Clusters.Select(cluster => cluster.Traffic(Namespace, Service)).OfType<TrafficReport>()];
    }

    /// <summary>Faults of a bad network: some calls fail before, some after they took effect, watches break.</summary>
    public void MakeFlaky()
    {
        foreach (var cluster in Clusters)
        {
            cluster.PutFault(new() { Kind = FaultKind.TooManyRequests, Count = 6, RetryAfterSeconds = 1 });
            cluster.PutFault(new() { Kind = FaultKind.DropAfter, Method = "PATCH", Count = 3 });
            cluster.PutFault(new() { Kind = FaultKind.ServerError, Status = 503, Method = "GET", Count = 6 });
            cluster.PutFault(new() { Kind = FaultKind.Latency, Delay = TimeSpan.FromMilliseconds(20), Count = 50 });
        }
    }

    /// <summary>Ends all faults.</summary>
    public void MakeSound()
    {
        foreach (var cluster in Clusters)
        {
            cluster.ClearFaults();
        }
    }

    /// <summary>Color that each cluster's Service selects.</summary>
    public async Task<ImmutableSortedDictionary<string, string?>> SelectedAsync(CancellationToken cancellationToken)
    {
        var selected = ImmutableSortedDictionary.CreateBuilder<string, string?>();
        foreach (var cluster in Clusters)
        {
            var service = await GetAsync(cluster.Name, $"api/v1/namespaces/{Namespace}/services/{Service}", cancellationToken);
            selected[cluster.Name] = (string?)service?["spec"]?["selector"]?["version"];
        }

        return selected.ToImmutable();
    }

    /// <summary>Accepted writes of the target Service by the coordinator, in every cluster, oldest first.</summary>
    public ImmutableArray<AuditEntry> TrafficWrites(SimulatedCluster cluster) =>
        [.. cluster.AuditEntries(0, 100_000).Where(entry => entry is { Kind: "Service", Name: Service, Manager: "coordinator-traffic" })];

    /// <summary>The clusters.</summary>
    public IEnumerable<SimulatedCluster> Clusters => server.ClusterNames.Select(server.Cluster);

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    private async Task InstallAsync(string cluster, ImmutableArray<JsonObject> objects, CancellationToken cancellationToken)
    {
        foreach (var one in objects)
        {
            // As an earlier release left them: the router wrote the Service, the workloads belong to the coordinator.
            var manager = (string?)one["kind"] is "Service" ? "coordinator-traffic" : "coordinator";
            using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri(server.Address, $"clusters/{cluster}/{PathOf(one)}?fieldManager={manager}"))
            {
                Content = new StringContent(one.ToJsonString(), new MediaTypeHeaderValue("application/apply-patch+yaml")),
            };
            using var response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    private static string PathOf(JsonObject one)
    {
        var name = (string?)one["metadata"]?["name"];
        return (string?)one["kind"] switch
        {
            "Namespace" => $"api/v1/namespaces/{name}",
            "Deployment" => $"apis/apps/v1/namespaces/{Namespace}/deployments/{name}",
            { } kind => $"api/v1/namespaces/{Namespace}/{kind.ToLowerInvariant()}s/{name}",
            null => throw new InvalidDataException("an object of the demo has no kind"),
        };
    }

    private async Task WaitReadyAsync(string cluster, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadyLimit);
        while (true)
        {
            var deployment = await GetAsync(cluster, $"apis/apps/v1/namespaces/{Namespace}/deployments/svgx-engine-blue", limit.Token);
            if ((int?)deployment?["status"]?["readyReplicas"] == (int?)deployment?["spec"]?["replicas"])
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }
    }

    private async Task<JsonNode?> GetAsync(string cluster, string path, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(new Uri(server.Address, $"clusters/{cluster}/{path}"), cancellationToken);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
    }
}
