using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Metrics;

/// <summary>Endpoints that do wrong whatever can be done wrong.</summary>
public sealed class ScraperTests
{
    /// <summary>Limit of calls that are to end before it, however busy the machine is.</summary>
    private const int AmpleSeconds = 120;

    private readonly SeriesCollector collector = new(new MetricSpec { Name = "m", Scrape = new(), ErrorRate = new("a") });

    [Fact]
    public async Task A_good_answer_is_taken()
    {
        Assert.Null(await ScrapeAsync(RawServer.Of("a{status=\"200\"} 3\n")));
        Assert.Equal([new CounterSeries("200", 3)], collector.Of("p").Series);
    }

    [Fact]
    public async Task Requests_of_the_coordinators_own_loads_are_left_out_where_a_label_tells_them()
    {
        Assert.Null(await ScrapeAsync(RawServer.Of(
            "a{status=\"500\",agent=\"coordinator-load/0.1 coordinator/0.1\"} NaN\na{status=\"500\",agent=\"Firefox\"} 2\na{status=\"200\"} 3\n")));

        Assert.Equal([new CounterSeries("200", 3), new CounterSeries("500", 2)], collector.Of("p").Series);
        Assert.False(collector.HasNotANumber);
    }

    [Fact]
    public async Task One_that_is_silent_or_trickles_costs_its_limit()
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
        var (lines, line) = (RawServer.Endless("b 1\n"), RawServer.Endless("x"));
        Is(NoDataCause.Malformed, "larger than 5242880 bytes", await ScrapeAsync(lines));
        Is(NoDataCause.Malformed, "a line is longer", await ScrapeAsync(line));
        // What was sent beyond the limit lies in the buffers of a connection that is closed: of 1 GiB hardly anything.
        Assert.InRange(lines.Sent, 0, 64 * 1024 * 1024);
        Assert.InRange(line.Sent, 0, 64 * 1024 * 1024);
    }

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using var other = RawServer.Of("a{status=\"200\"} 3\n");
        Is(NoDataCause.SourceDead, "HTTP 302", await ScrapeAsync(RawServer.Of("", "302 Found", $"Location: {other.Address}/metrics\r\n")));
        Assert.Equal("", other.Asked);
        Assert.True(collector.IsEmpty);
    }

    [Theory]
    [InlineData("<!doctype html>\n<html><body>a 1</body></html>\n")]
    [InlineData("{\"a\": 1}\n")]
    [InlineData("")]
    public async Task Text_of_another_kind_has_no_series(string text)
    {
        Assert.Null(await ScrapeAsync(RawServer.Of(text)));
        Assert.True(collector.IsEmpty);
    }

    [Theory]
    [InlineData("302 Found")]
    [InlineData("401 Unauthorized")]
    [InlineData("500 Internal Server Error")]
    public async Task A_status_that_is_not_200_is_no_text(string status) => Is(
        NoDataCause.SourceDead, $"HTTP {status[..3]}", await ScrapeAsync(RawServer.Of("a 1\n", status, "Location: http://127.0.0.1:1/\r\n")));

    [Fact]
    public async Task Text_that_is_none_is_malformed()
    {
        Is(NoDataCause.Malformed, "no UTF-8", await ScrapeAsync(RawServer.Of([0xff, 0xfe, (byte)'\n'])));
        Is(NoDataCause.Malformed, "no UTF-8", await ScrapeAsync(RawServer.Of([0x1f, 0x8b, 8, 0, 0, 0, 0, 0], head: "Content-Encoding: gzip\r\n")));
        Is(NoDataCause.Malformed, "no number", await ScrapeAsync(RawServer.Of("a true\n")));
        Is(NoDataCause.Malformed, "twice", await ScrapeAsync(RawServer.Of("a 1\na 2\n")));
    }

    [Fact]
    public async Task A_label_with_countless_values_is_refused() => Is(
        NoDataCause.Malformed, "more than 1000 values",
        await ScrapeAsync(RawServer.Of(string.Concat(Enumerable.Range(0, 1001).Select(id => $"a{{status=\"{id}\"}} 1\n")))));

    private async Task<ScrapeFailure?> ScrapeAsync(RawServer server, int limitSeconds = AmpleSeconds)
    {
        await using (server)
        {
            var options = new KubernetesOptions { KubeconfigFolder = Path.GetTempPath(), CallTimeout = TimeSpan.FromSeconds(limitSeconds), Outbound = new() { AllowedHosts = ["127.0.0.1"] } };
            using var outbound = new OutboundHttp(options);
            return await new Scraper(outbound).UrlAsync(
                server.Address, [collector.Series], (string _, scoped in TextSample sample) => collector.Add(sample), TestContext.Current.CancellationToken);
        }
    }

    private static void Is(NoDataCause cause, string part, ScrapeFailure? failure)
    {
        Assert.NotNull(failure);
        Assert.Equal(cause, failure.Cause);
        Assert.Contains(part, failure.Detail, StringComparison.Ordinal);
    }
}
