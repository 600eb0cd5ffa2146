using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Metrics;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Metrics;

public sealed class PrometheusQueriesTests : IDisposable
{
    /// <summary>Limit of calls that are to end before it, however busy the machine is.</summary>
    private const int AmpleSeconds = 120;

    private readonly string folder = Directory.CreateTempSubdirectory("prometheus-tests-").FullName;

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1435781451.781,"0.25"]}]}}""", 0.25)]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"3"]}}""", 3)]
    [InlineData("""{"status":"success","warnings":["slow"],"data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"-1e3"]}]}}""", -1000)]
    public async Task One_series_or_a_scalar_is_a_number(string body, double expected) =>
        Assert.Equal(new ScalarReading("m", expected), await QueryAsync(RawServer.Of(body)));

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", NoDataCause.AbsentSeries, "no series")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]},{"value":[1,"2"]}]}}""", NoDataCause.Malformed, "2 series; aggregate")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"NaN"]}]}}""", NoDataCause.NotANumber, "NaN")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"+Inf"]}]}}""", NoDataCause.NotANumber, "Inf")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"histogram":[1,{}]}]}}""", NoDataCause.Malformed, "native histogram")]
    [InlineData("""{"status":"success","data":{"resultType":"matrix","result":[{"values":[[1,"1"]]}]}}""", NoDataCause.Malformed, "range of values")]
    [InlineData("""{"status":"success","data":{"resultType":"string","result":[1,"a"]}}""", NoDataCause.Malformed, "string")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":[1,2]}}""", NoDataCause.Malformed, "no number")]
    [InlineData("""{"status":"success","data":{"resultType":"scalar","result":"1"}}""", NoDataCause.Malformed, "no result")]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[7]}}""", NoDataCause.Malformed, "no number")]
    [InlineData("""{"status":"success"}""", NoDataCause.Malformed, "no result")]
    [InlineData("""{"status":3}""", NoDataCause.Malformed, "HTTP 200")]
    [InlineData("[]", NoDataCause.Malformed, "HTTP 200")]
    [InlineData("<html>", NoDataCause.Malformed, "no JSON")]
    [InlineData("", NoDataCause.Malformed, "no JSON")]
    public async Task Everything_else_is_named(string body, NoDataCause cause, string part) => Is(cause, part, await QueryAsync(RawServer.Of(body)));

    [Theory]
    [InlineData("400 Bad Request", """{"status":"error","errorType":"bad_data","error":"parse error: unexpected end"}""", NoDataCause.Malformed, "parse error")]
    [InlineData("422 Unprocessable Entity", """{"status":"error","errorType":"execution","error":"many-to-many"}""", NoDataCause.Malformed, "many-to-many")]
    [InlineData("503 Service Unavailable", """{"status":"error","errorType":"timeout","error":"query timed out"}""", NoDataCause.SourceDead, "timed out")]
    [InlineData("500 Internal Server Error", "oops", NoDataCause.SourceDead, "HTTP 500")]
    [InlineData("401 Unauthorized", "", NoDataCause.SourceDead, "credentials")]
    [InlineData("403 Forbidden", "", NoDataCause.SourceDead, "credentials")]
    public async Task Errors_keep_what_the_server_says(string status, string body, NoDataCause cause, string part) =>
        Is(cause, part, await QueryAsync(RawServer.Of(body, status)));

    [Fact]
    public async Task A_redirection_is_not_followed()
    {
        await using var other = RawServer.Of("""{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}""");
        Is(NoDataCause.SourceDead, "redirections", await QueryAsync(RawServer.Of("", "302 Found", $"Location: {other.Address}/\r\n")));
        Assert.Equal("", other.Asked);
    }

    [Fact]
    public async Task A_server_that_is_silent_trickles_or_lies_costs_its_limit_and_no_more()
    {
        Is(NoDataCause.SourceDead, "no answer within", await QueryAsync(RawServer.Silent(), limitSeconds: 1));
        Is(NoDataCause.SourceDead, "no answer within", await QueryAsync(RawServer.Hanging(), limitSeconds: 1));
        Is(NoDataCause.SourceDead, "no answer within", await QueryAsync(RawServer.Trickling(), limitSeconds: 1));
        Is(NoDataCause.SourceDead, "", await QueryAsync(RawServer.Of("{}"u8.ToArray(), length: 500)));
        Is(NoDataCause.Malformed, "larger than 1048576 bytes", await QueryAsync(RawServer.Endless(" ")));
        Is(NoDataCause.Malformed, "no JSON", await QueryAsync(RawServer.Of([.. "{\"status\":\""u8, 0xff, 0xfe, .. "\"}"u8])));
    }

    [Fact]
    public async Task The_query_has_its_placeholders_replaced_and_goes_out_as_a_form()
    {
        await using var server = RawServer.Of("{}");
        await QueryAsync(server, metric => metric with { Query = "up{cluster=\"{cluster}\",version=\"{color}\"}" });
        Assert.StartsWith("POST /base/api/v1/query HTTP/1.1", server.Asked, StringComparison.Ordinal);
        Assert.Contains("query=up%7Bcluster%3D%22one%22%2Cversion%3D%22green%22%7D", server.Asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", server.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_come_from_files_of_the_folder()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "token"), "abc\n", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "pair"), "ada:secret", Token);
        await using var server = RawServer.Of("{}");
        await QueryAsync(server, metric => metric with { BearerTokenFile = "token" });
        Assert.Contains("Authorization: Bearer abc\r\n", server.Asked, StringComparison.Ordinal);
        await QueryAsync(server, metric => metric with { BasicAuthFile = "pair" });
        Assert.Contains("Authorization: Basic YWRhOnNlY3JldA==\r\n", server.Asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_files_are_refused_and_nothing_is_sent()
    {
        var outside = Path.Combine(Path.GetDirectoryName(folder)!, Path.GetFileName(folder) + "-outside");
        await File.WriteAllTextAsync(outside, "secret", Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "lines"), "one\ntwo", Token);
        await File.WriteAllBytesAsync(Path.Combine(folder, "large"), Enumerable.Repeat((byte)'a', 70_000).ToArray(), Token);
        File.CreateSymbolicLink(Path.Combine(folder, "link"), outside);
        await using var server = RawServer.Of("{}");
        foreach (var name in (string[])["absent", "../" + Path.GetFileName(outside), outside, "link", "lines", "large", "."])
        {
            var reading = Assert.IsType<FaultReading>(await QueryAsync(server, metric => metric with { BearerTokenFile = name }));
            Assert.Equal(NoDataCause.SourceDead, reading.Cause);
            Assert.DoesNotContain("secret", reading.Detail, StringComparison.Ordinal);
        }

        Assert.Equal("", server.Asked);
        File.Delete(outside);
    }

    [Fact]
    public async Task Nobody_there_and_no_url_are_faults()
    {
        Is(NoDataCause.SourceDead, "", await QueryAsync(server: null, metric => metric with { Url = "http://127.0.0.1:1" }));
        Is(NoDataCause.SourceDead, "", await QueryAsync(server: null, metric => metric with { Url = "nonsense" }));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void Is(NoDataCause cause, string part, MetricReading reading)
    {
        var fault = Assert.IsType<FaultReading>(reading);
        Assert.Equal(cause, fault.Cause);
        Assert.Contains(part, fault.Detail, StringComparison.Ordinal);
    }

    private async Task<MetricReading> QueryAsync(RawServer server, int limitSeconds = AmpleSeconds)
    {
        await using (server)
        {
            return await QueryAsync(server, metric => metric, limitSeconds);
        }
    }

    private async Task<MetricReading> QueryAsync(
        RawServer? server, Func<PrometheusQuerySpec, PrometheusQuerySpec> change, int limitSeconds = AmpleSeconds)
    {
        var options = new KubernetesOptions { KubeconfigFolder = folder, ReleaseFilesFolder = folder, CallTimeout = TimeSpan.FromSeconds(limitSeconds), Outbound = new() { AllowedHosts = ["127.0.0.1"] } };
        using var outbound = new OutboundHttp(options);
        var metric = new MetricSpec { Name = "m", Prometheus = change(new($"{server?.Address}/base/", "up")) };
        return await new PrometheusQueries(outbound, new ReleaseFiles(options)).QueryAsync(Plan, Color.Green, metric, Token);
    }

    private static readonly EnvironmentPlan Plan = new()
    {
        Key = new("one", "shop", "cart"),
        Owner = "test",
        Region = "eu",
        Wave = "all",
        Capacity = 1,
        Release = "r1",
        Version = "1.0.0",
        ManifestsDigest = "",
        Deployments = ["cart"],
        Target = new() { Namespace = "shop", Service = "cart" },
        Preflight = new(),
        BlueGreen = new(),
        Probes = new(),
        Analysis = new(),
        Rollback = new(),
        Bake = TimeSpan.Zero,
        ProvenAfter = TimeSpan.Zero,
    };
}
