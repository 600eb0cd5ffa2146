using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coordinator.Kubernetes.Tests.Metrics;

/// <summary>Pods that do wrong behind the API server's proxy: the same as <see cref="ScraperTests"/> on the other way there.</summary>
public sealed class PodScrapeTests : IDisposable
{
    /// <summary>Limit of calls that are to end before it, however busy the machine is.</summary>
    private const int AmpleSeconds = 120;

    private static readonly JsonObject Pod = (JsonObject)JsonNode.Parse(
        """{"metadata": {"name": "cart-1", "namespace": "shop"}, "spec": {"containers": [{"name": "cart", "ports": [{"containerPort": 8000}]}]}}""")!;

    private readonly string folder = Directory.CreateTempSubdirectory("pod-scrape-tests-").FullName;
    private readonly SeriesCollector collector = new(new MetricSpec { Name = "m", Scrape = new(), ErrorRate = new("a") });

    [Fact]
    public async Task A_good_answer_is_taken_from_the_pod()
    {
        var server = RawServer.Of("a{status=\"200\"} 3\n");
        Assert.Null(await ScrapeAsync(server));
        Assert.Equal([new CounterSeries("200", 3)], collector.Of("p").Series);
        Assert.StartsWith("GET /api/v1/namespaces/shop/pods/cart-1:8000/proxy/metrics ", server.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_is_silent_hangs_or_trickles_costs_its_limit()
    {
        Is(NoDataCause.SourceDead, "no answer within", await ScrapeAsync(RawServer.Silent(), limitSeconds: 1));
        Is(NoDataCause.SourceDead, "no answer within", await ScrapeAsync(RawServer.Hanging(), limitSeconds: 1));
        Is(NoDataCause.SourceDead, "no answer within", await ScrapeAsync(RawServer.Trickling(), limitSeconds: 1));
    }

    [Fact]
    public async Task One_that_says_less_than_it_promised_is_dead() =>
        Is(NoDataCause.SourceDead, "", await ScrapeAsync(RawServer.Of("a 1\n"u8.ToArray(), length: 500)));

    [Fact]
    public async Task One_without_end_is_refused_at_5_MiB()
    {
        var server = RawServer.Endless("b 1\n");
        Is(NoDataCause.Malformed, "larger than 5242880 bytes", await ScrapeAsync(server));
        Assert.InRange(server.Sent, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task Text_that_is_none_is_malformed()
    {
        Is(NoDataCause.Malformed, "no UTF-8", await ScrapeAsync(RawServer.Of([0xff, 0xfe, (byte)'\n'])));
        Is(NoDataCause.Malformed, "no number", await ScrapeAsync(RawServer.Of("a true\n")));
        Is(NoDataCause.Malformed, "twice", await ScrapeAsync(RawServer.Of("a 1\na 2\n")));
    }

    [Theory]
    [InlineData("401 Unauthorized")]
    [InlineData("403 Forbidden")]
    [InlineData("404 Not Found")]
    [InlineData("500 Internal Server Error")]
    public async Task A_status_that_is_not_200_is_the_pods_and_no_text(string status) =>
        Is(NoDataCause.SourceDead, $"HTTP {status[..3]}", await ScrapeAsync(RawServer.Of("a 1\n", status)));

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using var other = RawServer.Of("a{status=\"200\"} 3\n");
        Is(NoDataCause.SourceDead, "HTTP 302", await ScrapeAsync(RawServer.Of("", "302 Found", $"Location: {other.Address}/metrics\r\n")));
        Assert.Equal("", other.Asked);
        Assert.True(collector.IsEmpty);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<ScrapeFailure?> ScrapeAsync(RawServer server, int limitSeconds = AmpleSeconds)
    {
        await using (server)
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, "kubeconfig"),
                $$$"""
                apiVersion: v1
                kind: Config
                current-context: one
                clusters: [{name: one, cluster: {server: "{{{server.Address}}}"}}]
                contexts: [{name: one, context: {cluster: one, user: one}}]
                users: [{name: one, user: {token: secret}}]
                """,
                Token);
            var options = Bench.Options(folder) with { CallTimeout = TimeSpan.FromSeconds(limitSeconds) };
            var registry = new MemoryRegistry();
            registry.Set(new RegistryRow(
                "cluster", "one", CoreJson.Write(new ClusterSpec { Name = "one", Region = "eu", Kubeconfig = new("kubeconfig", null) }), null));
            using var connections = new ClusterConnections(registry, options, NullLogger<ClusterConnections>.Instance);
            using var outbound = new OutboundHttp(options);
            return await new Scraper(outbound).PodAsync(
                new ClusterApi(await connections.GetAsync("one", Token), "shop"), Pod, new ScrapeSpec(), [collector.Series],
                (string _, scoped in TextSample sample) => collector.Add(sample), Token);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void Is(NoDataCause cause, string part, ScrapeFailure? failure)
    {
        Assert.NotNull(failure);
        Assert.Equal(cause, failure.Cause);
        Assert.Contains(part, failure.Detail, StringComparison.Ordinal);
    }
}
