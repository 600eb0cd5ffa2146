using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>The hosts that the svgx-engine release names, on loopback: a gateway before each cluster, the build's reports and the
/// backup's over https, a Prometheus server and Grafana.</summary>
internal sealed class SvgxHosts : IAsyncDisposable
{
    private const string UserHost = "svgx-engine.arxos.com";
    private const int VisitsOfAGateway = 20;
    private const string LoadAgent = "coordinator-load";

    private readonly WebApplication app;
    private readonly IReadOnlyList<string> clusters;
    private readonly string simulator;
    private readonly HttpMessageInvoker forward = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
    private readonly ConcurrentDictionary<string, long> loads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> asked = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> gateways = [];
    private int plainPort;
    private int securePort;

    private SvgxHosts(WebApplication app, IReadOnlyList<string> clusters, string simulator) =>
        (this.app, this.clusters, this.simulator) = (app, clusters, simulator);

    /// <summary>When the last backup ended, by the clusters' clock.</summary>
    public DateTimeOffset BackupAt { get; set; }

    /// <summary>Setting <c>Http:ConnectTo</c>.</summary>
    public JsonObject ConnectTo
    {
        get
        {
            var map = new JsonObject
            {
                ["ci.example.com"] = $"127.0.0.1:{securePort}",
                ["backup.example.com"] = $"127.0.0.1:{securePort}",
                ["prometheus.arxos.com"] = $"127.0.0.1:{plainPort}",
                ["grafana.arxos.com"] = $"127.0.0.1:{plainPort}",
            };
            foreach (var (port, cluster) in gateways) map[$"gateway.{cluster}.arxos.com"] = $"127.0.0.1:{port}";
            return map;
        }
    }

    /// <summary>Starts them.</summary>
    public static async Task<SvgxHosts> StartAsync(IReadOnlyList<string> clusters, string simulator, X509Certificate2 certificate)
    {
        SvgxHosts? hosts = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate));
            for (var plain = 0; plain <= clusters.Count; plain++) kestrel.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.Run(context => hosts!.HandleAsync(context));
        hosts = new SvgxHosts(app, clusters, simulator);
        await app.StartAsync(TestContext.Current.CancellationToken);
        hosts.NamePorts();
        return hosts;
    }

    /// <summary>Users of the version before come through each gateway. Whoever asks next finds nothing cold but what it brings.</summary>
    public async Task VisitAsync()
    {
        foreach (var (port, _) in gateways)
        {
            for (var visit = 0; visit < VisitsOfAGateway; visit++)
            {
                foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "health"), (HttpMethod.Post, "parse"), (HttpMethod.Post, "collaboration/join")])
                {
                    using var message = new HttpRequestMessage(method, $"http://127.0.0.1:{port}/{path}");
                    message.Headers.Host = UserHost;
                    if (method == HttpMethod.Post) message.Content = new StringContent("{}");
                    using var answer = await forward.SendAsync(message, TestContext.Current.CancellationToken);
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                }
            }
        }
    }

    /// <summary>Requests of load checks that a cluster's gateway saw.</summary>
    public long LoadsAt(string cluster) => loads.GetValueOrDefault(cluster);

    /// <summary>Answers that a path of a host gave.</summary>
    public long Asked(string hostAndPath) => asked.GetValueOrDefault(hostAndPath);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        forward.Dispose();
    }

    private void NamePorts()
    {
        var ports = app.Urls.Select(url => new Uri(url)).ToArray();
        securePort = ports.Single(url => url.Scheme is "https").Port;
        var plain = ports.Where(url => url.Scheme is "http").Select(url => url.Port).ToArray();
        plainPort = plain[0];
        for (var at = 0; at < clusters.Count; at++) gateways[plain[at + 1]] = clusters[at];
    }

    private async Task HandleAsync(HttpContext context)
    {
        var port = context.Connection.LocalPort;
        if (gateways.TryGetValue(port, out var cluster))
        {
            await ForwardAsync(context, cluster);
            return;
        }

        var place = context.Request.Host.Host + context.Request.Path;
        asked.AddOrUpdate(place, 1, (_, count) => count + 1);
        if (Answer(context, place) is { } body)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body, context.RequestAborted);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private string? Answer(HttpContext context, string place)
    {
        if (place is "backup.example.com/svgx/last.json") context.Response.Headers.LastModified = BackupAt.ToString("R");
        return place switch
        {
            "ci.example.com/svgx-engine/2.4.0/tests.json" => """{"passed": 412, "failed": 0}""",
            "ci.example.com/svgx-engine/2.4.0/coverage.json" => """{"percent": 86.5}""",
            "ci.example.com/svgx-engine/2.4.0/security-report.json" => """{"metrics": {"_totals": {"SEVERITY.HIGH": 0, "SEVERITY.LOW": 3}}}""",
            "ci.example.com/svgx-engine/2.4.0/safety-report.json" => """{"report_meta": {"vulnerabilities_found": 0}}""",
            "ci.example.com/svgx-engine/2.4.0/benchmarks.json" => """{"benchmarks": [{"stats": {"mean": 0.004}}, {"stats": {"mean": 0.0155}}]}""",
            "backup.example.com/svgx/last.json" => """{"status": "ok"}""",
            "grafana.arxos.com/api/health" => """{"database": "ok"}""",
            "prometheus.arxos.com/api/v1/query" => """{"status": "success", "data": {"resultType": "vector", "result": [{"metric": {}, "value": [1, "__"]}]}}"""
                .Replace("__", context.Request.Form["query"].ToString().StartsWith("min(svgx_engine_up", StringComparison.Ordinal) ? "1" : "0.02", StringComparison.Ordinal),
            "prometheus.arxos.com/api/v1/rules" => Rules,
            _ => null,
        };
    }

    private static string Rules => new JsonObject
    {
        ["status"] = "success",
        ["data"] = new JsonObject
        {
            ["groups"] = new JsonArray(new JsonObject
            {
                ["name"] = "svgx",
                ["rules"] = new JsonArray([.. ((string[])["SVGXEngineHighResponseTime", "SVGXEngineHighErrorRate", "SVGXEngineDown"]).Select(name =>
                    new JsonObject { ["type"] = "alerting", ["name"] = name, ["state"] = "inactive", ["health"] = "ok" })]),
            }),
        },
    }.ToJsonString();

    /// <summary>What a gateway does: the route's host leads to the Service.</summary>
    private async Task ForwardAsync(HttpContext context, string cluster)
    {
        if (context.Request.Host.Value is not UserHost)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (context.Request.Headers.UserAgent.ToString().Contains(LoadAgent, StringComparison.Ordinal)) loads.AddOrUpdate(cluster, 1, (_, count) => count + 1);
        using var message = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), $"http://{simulator}/ingress/{cluster}/svgx-engine-production/svgx-engine-service{context.Request.Path}");
        if (context.Request.ContentLength is > 0)
        {
            message.Content = new StreamContent(context.Request.Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
            message.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        using var answer = await forward.SendAsync(message, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.ContentLength = answer.Content.Headers.ContentLength;
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
