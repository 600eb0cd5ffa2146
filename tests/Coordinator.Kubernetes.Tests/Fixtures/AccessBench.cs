using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>A cluster <c>one</c> behind a TLS server, with a folder of kubeconfigs, certificates and tokens.</summary>
internal sealed class AccessBench : IAsyncDisposable
{
    private readonly ClusterConnections connections;

    private AccessBench(TestAuthority authority, TlsApiServer server, Func<KubernetesOptions, KubernetesOptions>? change)
    {
        (Authority, Server) = (authority, server);
        var options = Bench.Options(Folder) with
        {
            // Nothing here waits for the limit, which a busy machine must not reach.
            CallTimeout = TimeSpan.FromMinutes(1),
            ServiceAccountFolder = Path.Combine(Folder, "account"),
        };
        connections = new ClusterConnections(
            Registry, change?.Invoke(options) ?? options, NullLogger<ClusterConnections>.Instance);
        Register(new ClusterSpec { Name = "one", Region = "eu", Kubeconfig = new KubeconfigRef("kubeconfig", null) });
    }

    public TestAuthority Authority { get; }

    public TlsApiServer Server { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("access-tests-").FullName;

    public MemoryRegistry Registry { get; } = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<AccessBench> StartAsync(Func<KubernetesOptions, KubernetesOptions>? change = null)
    {
        var authority = TestAuthority.Root();
        return new AccessBench(authority, await TlsApiServer.StartAsync(authority.Server(["127.0.0.1"])), change);
    }

    public void Register(ClusterSpec cluster) => Registry.Set(new RegistryRow("cluster", cluster.Name,
        CoreJson.Write(cluster with { Api = cluster.Api == new ApiBudgetSpec() ? new(2000, 2000) : cluster.Api }), null));

    public void Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }

    /// <summary>A kubeconfig for the server, with a user (flow YAML) and, unless told otherwise, its authority.</summary>
    public string Kubeconfig(string user, string? authority = null, string more = "") => $$$"""
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - name: one
          cluster: {server: "{{{Server.Address}}}", certificate-authority-data: {{{Base64(authority ?? Authority.Pem)}}}{{{more}}}}
        contexts:
        - {name: one, context: {cluster: one, user: one}}
        users:
        - {name: one, user: {{{user}}}}
        """;

    public string CertificateUser(string name)
    {
        var (certificate, key) = Authority.Client(name);
        return $"{{client-certificate-data: {Base64(certificate)}, client-key-data: {Base64(key)}}}";
    }

    public Task<ApiConnection> ConnectAsync() => connections.GetAsync("one", Token);

    public async Task<ApiAnswer> SendAsync(ApiRequest? request = null) =>
        await (await ConnectAsync()).SendAsync(request ?? ApiRequest.Get("/version"), Token);

    /// <summary>The last call after one more.</summary>
    public async Task<SeenCall> SeenAsync()
    {
        await SendAsync();
        return Server.Calls.Last();
    }

    public async ValueTask DisposeAsync()
    {
        connections.Dispose();
        await Server.DisposeAsync();
        Authority.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));
}
