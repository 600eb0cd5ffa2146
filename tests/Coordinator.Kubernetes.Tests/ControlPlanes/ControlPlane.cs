using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.ControlPlanes;

/// <summary>
/// A control plane of Kubernetes' own programs on free loopback ports, with its data in a temporary folder: <c>etcd</c>,
/// <c>kube-apiserver</c> and, where it is there, <c>kube-controller-manager</c>, from the folder that <c>KUBEBUILDER_ASSETS</c>
/// names. There is no kubelet: <see cref="Kubelet"/> stands in.
/// </summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    private const string Variable = "KUBEBUILDER_ASSETS";
    private const string Token = "administrator";
    private const string LimitedToken = "limited";

    private readonly string folder = Directory.CreateTempSubdirectory("control-plane-").FullName;
    private readonly TestAuthority authority = TestAuthority.Root();
    private readonly List<AssetProcess> processes = [];
    private Kubelet? kubelet;

    private readonly AuditRecord record;

    private ControlPlane(int port)
    {
        Address = $"https://127.0.0.1:{port}";
        record = new AuditRecord(folder);
    }

    private static bool IsThere => Has("etcd") && Has("kube-apiserver");

    /// <summary>Without them no Deployment gets a pod.</summary>
    private static bool HasControllers => Has("kube-controller-manager");

    private static string Missing => Assets.Length is 0
        ? $"{Variable} names no folder with etcd and kube-apiserver"
        : $"{Assets} ({Variable}) holds no etcd and kube-apiserver";

    /// <summary>Address of the API.</summary>
    public string Address { get; }

    /// <summary>A client with all rights.</summary>
    public HttpClient Administrator() => new(new SocketsHttpHandler
    {
        SslOptions =
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { X509Certificate2.CreateFromPem(authority.Pem) },
            },
        },
    })
    {
        DefaultRequestHeaders = { Authorization = new("Bearer", Token) },
        Timeout = TimeSpan.FromMinutes(1),
    };

    /// <summary>A bench over a control plane of its own, with the definitions that the router needs; skips the test where there is none.</summary>
    /// <param name="needsPods">Whether Deployments must get pods.</param>
    /// <param name="kind">The router.</param>
    public static async Task<Bench> BenchAsync(bool needsPods, RouterKind kind)
    {
        Assert.SkipUnless(IsThere, Missing);
        Assert.SkipUnless(HasControllers || !needsPods, "no kube-controller-manager makes pods beside kube-apiserver");
        var plane = await StartAsync();
        var bench = await Bench.OverAsync(plane, kind);
        foreach (var definition in Routes.Definitions(kind))
        {
            await bench.SendAsync(HttpMethod.Post, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition.ToJsonString());
            await Bench.EventuallyAsync(async () => (await bench.SendAsync(HttpMethod.Get,
                $"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{definition.Name()}"))["status"]?.AsObject()
                    .Objects("conditions").Any(one => one.Text("type") is "Established" && one.Text("status") is "True") is true);
        }

        return bench;
    }

    /// <summary>The adapter's writes up to now that changed something, in order.</summary>
    public async Task<Written[]> WritesAsync()
    {
        using var http = Administrator();
        return await record.ReadAsync(http, Address);
    }

    private static async Task<ControlPlane> StartAsync()
    {
        var plane = new ControlPlane(FreePort());
        try
        {
            await plane.StartProcessesAsync();
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A kubeconfig as of a simulator with a cluster <c>one</c>: contexts <c>one</c>, the administrator's, and
    /// <c>one-limited</c>, of a user <c>coordinator</c> without rights.</summary>
    public void WriteKubeconfig(string path) => File.WriteAllText(path, $$$"""
        apiVersion: v1
        kind: Config
        current-context: one
        clusters:
        - {name: one, cluster: {server: "{{{Address}}}", certificate-authority-data: {{{Base64(authority.Pem)}}} } }
        contexts:
        - {name: one, context: {cluster: one, user: administrator} }
        - {name: one-limited, context: {cluster: one, user: coordinator} }
        users:
        - {name: administrator, user: {token: {{{Token}}} } }
        - {name: coordinator, user: {token: {{{LimitedToken}}} } }
        """);

    public async ValueTask DisposeAsync()
    {
        if (kubelet is not null)
        {
            await kubelet.DisposeAsync();
        }

        foreach (var process in Enumerable.Reverse(processes))
        {
            await process.DisposeAsync();
        }

        authority.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static string Assets => Environment.GetEnvironmentVariable(Variable) ?? "";

    private static bool Has(string program) => Assets.Length > 0 && File.Exists(Path.Combine(Assets, program));

    private async Task StartProcessesAsync()
    {
        var (store, peers) = ($"http://127.0.0.1:{FreePort()}", $"http://127.0.0.1:{FreePort()}");
        using var http = Administrator();
        await StartAsync(http, $"{store}/health", "etcd",
            $"--data-dir={Path.Combine(folder, "etcd")}", $"--listen-client-urls={store}", $"--advertise-client-urls={store}",
            $"--listen-peer-urls={peers}", $"--initial-advertise-peer-urls={peers}", $"--initial-cluster=default={peers}", "--unsafe-no-fsync");
        WriteKeys();
        await StartAsync(http, $"{Address}/readyz", "kube-apiserver",
            $"--etcd-servers={store}", "--bind-address=127.0.0.1", $"--secure-port={new Uri(Address).Port}",
            // There is no network to announce it in.
            "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none",
            $"--cert-dir={folder}", $"--tls-cert-file={InFolder("server.crt")}", $"--tls-private-key-file={InFolder("server.key")}",
            $"--token-auth-file={InFolder("tokens.csv")}", "--authorization-mode=RBAC",
            $"--service-account-key-file={InFolder("accounts.key")}", $"--service-account-signing-key-file={InFolder("accounts.key")}",
            "--service-account-issuer=https://kubernetes.default.svc", "--service-cluster-ip-range=10.0.0.0/24",
            $"--audit-policy-file={record.PolicyPath}", $"--audit-log-path={record.LogPath}",
            // No controller makes accounts for pods, and none takes the taint off a node that is ready.
            "--disable-admission-plugins=ServiceAccount,TaintNodesByCondition");
        kubelet = await Kubelet.StartAsync(Administrator(), Address);
        if (HasControllers)
        {
            WriteKubeconfig(InFolder("kubeconfig"));
            processes.Add(AssetProcess.Start(Assets, "kube-controller-manager",
                $"--kubeconfig={InFolder("kubeconfig")}", "--leader-elect=false", "--secure-port=0",
                // Those of the names that all versions since 1.28 know. None judges nodes: no kubelet reports.
                "--controllers=deployment-controller,replicaset-controller,endpointslice-controller,job-controller,"
                + "disruption-controller,garbage-collector-controller,namespace-controller"));
        }
    }

    private async Task StartAsync(HttpClient http, string ready, string program, params string[] arguments)
    {
        var process = AssetProcess.Start(Assets, program, arguments);
        processes.Add(process);
        await process.ReadyAsync(http, ready);
    }

    private void WriteKeys()
    {
        using var server = authority.Server(["127.0.0.1"]);
        File.WriteAllText(InFolder("server.crt"), server.ExportCertificatePem());
        using var key = server.GetECDsaPrivateKey()!;
        File.WriteAllText(InFolder("server.key"), key.ExportPkcs8PrivateKeyPem());
        using var accounts = RSA.Create(2048);
        File.WriteAllText(InFolder("accounts.key"), accounts.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(InFolder("tokens.csv"), $"{Token},administrator,1,\"system:masters\"\n{LimitedToken},coordinator,2\n");
    }

    private string InFolder(string name) => Path.Combine(folder, name);

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
