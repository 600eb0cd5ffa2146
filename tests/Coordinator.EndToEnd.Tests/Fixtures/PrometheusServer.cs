using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>A real Prometheus on a free loopback port. It scrapes the pods of simulated clusters through the API servers' proxy, with
/// the labels that the example's PromQL uses.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly WebApplication discovery;
    private readonly HttpClient http = new();

    private PrometheusServer(Process process, WebApplication discovery, int port)
    {
        (this.process, this.discovery, Port) = (process, discovery, port);
        http.BaseAddress = new($"http://127.0.0.1:{port}");
    }

    public int Port { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static bool IsInstalled => Shell.Has("prometheus") && Shell.Has("promtool");

    /// <summary>Starts one with the rules of a file in the folder, and waits until it is ready.</summary>
    public static async Task<PrometheusServer> StartAsync(Installation installation, SimulatorControl simulator, IEnumerable<string> clusters, string rules)
    {
        var discovery = await DiscoveryAsync(simulator);
        installation.Write("prometheus.yaml", $"""
            global: {"{"}scrape_interval: 1s, evaluation_interval: 1s{"}"}
            rule_files: [{rules}]
            scrape_configs:

            """ + string.Concat(clusters.Select(cluster => Job(simulator, cluster, new Uri(discovery.Urls.Single()).Port))));
        var (code, said) = await Shell.RunAsync(installation, $"promtool check rules {rules} && promtool check config prometheus.yaml");
        Assert.True(code == 0, said);
        var port = FreePort();
        var start = new ProcessStartInfo("prometheus") { WorkingDirectory = installation.Folder, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])["--config.file=prometheus.yaml", "--storage.tsdb.path=prometheus", $"--web.listen-address=127.0.0.1:{port}", "--web.enable-lifecycle", "--log.level=warn"])
        {
            start.ArgumentList.Add(argument);
        }

        var server = new PrometheusServer(Process.Start(start)!, discovery, port);
        server.process.BeginErrorReadLine();
        server.process.BeginOutputReadLine();
        await installation.UntilAsync(() => server.IsReadyAsync().GetAwaiter().GetResult());
        return server;
    }

    /// <summary>The value of a query that has one; null where it has none.</summary>
    public async Task<double?> AskAsync(string query)
    {
        var answer = JsonNode.Parse(await http.GetStringAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), Cancelled));
        return answer!["data"]!["result"]!.AsArray() is [{ } only] ? double.Parse((string)only["value"]![1]!, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Reads configuration and rules again.</summary>
    public async Task ReloadAsync()
    {
        using var answer = await http.PostAsync(new Uri("/-/reload", UriKind.Relative), null, Cancelled);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        await discovery.DisposeAsync();
    }

    private static string Job(SimulatorControl simulator, string cluster, int targets) => $$$"""
        - job_name: {{{cluster}}}
          authorization: {credentials: {{{simulator.Token}}} }
          http_sd_configs: [{url: "http://127.0.0.1:{{{targets}}}/{{{cluster}}}", refresh_interval: 1s}]

        """;

    /// <summary>The ready pods of a cluster, for Prometheus' discovery by HTTP: Debian's build has none by the Kubernetes API.</summary>
    private static async Task<JsonArray> TargetsAsync(SimulatorControl simulator, string cluster)
    {
        var pods = await simulator.PodsAsync(cluster, SvgxRelease.Namespace);
        return
        [
            .. pods.Where(IsReady).Select(pod => new JsonObject
            {
                ["targets"] = new JsonArray(simulator.Address),
                ["labels"] = new JsonObject
                {
                    ["__metrics_path__"] = $"/clusters/{cluster}/api/v1/namespaces/{SvgxRelease.Namespace}/pods/{pod["metadata"]!["name"]}:8000/proxy/metrics",
                    ["cluster"] = cluster,
                    ["version"] = (string?)pod["metadata"]!["labels"]?["version"] ?? "",
                    ["pod"] = (string?)pod["metadata"]!["name"],
                },
            }),
        ];
    }

    private static bool IsReady(JsonNode pod) => pod["metadata"]!["deletionTimestamp"] is null
        && pod["status"]?["conditions"]?.AsArray().Any(one => (string?)one!["type"] is "Ready" && (string?)one["status"] is "True") is true;

    private static async Task<WebApplication> DiscoveryAsync(SimulatorControl simulator)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync((await TargetsAsync(simulator, context.Request.Path.Value!.Trim('/'))).ToJsonString());
        });
        await app.StartAsync(Cancelled);
        return app;
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(process.HasExited, "prometheus ended");
        try
        {
            using var answer = await http.GetAsync(new Uri("/-/ready", UriKind.Relative), Cancelled);
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
