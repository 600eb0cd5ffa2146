using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Checks;

public sealed class PrometheusCheckTests
{
    private const string Quarter = """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"0.25"]}]}}""";

    [Theory]
    [InlineData(0.25, 0.25, CheckOutcome.Pass, "min(up{cluster=\"one\",color=\"blue\"}) is 0.25")]
    [InlineData(0.5, null, CheckOutcome.Fail, "is 0.25, expected at least 0.5")]
    [InlineData(null, 0.2, CheckOutcome.Fail, "is 0.25, expected at most 0.2")]
    public async Task A_value_is_compared_with_its_limits(double? min, double? max, CheckOutcome outcome, string part)
    {
        await using var bench = await StartAsync();
        await using var server = RawServer.Of(Quarter);

        var result = await RunAsync(bench, Query(server.Address) with { Min = min, Max = max });

        Assert.Equal((outcome, "prometheus"), (result.Outcome, result.Kind));
        Assert.Contains(part, result.Details);
        Assert.Contains("color%3D%22blue%22", server.Asked);
    }

    [Fact]
    public async Task What_is_no_number_has_a_verdict_of_its_own()
    {
        await using var bench = await StartAsync();
        await using var vector = RawServer.Of("""{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"1"]},{"value":[1,"2"]}]}}""");
        await using var absent = RawServer.Of("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
        await using var broken = RawServer.Of("""{"status":"error","errorType":"bad_data","error":"parse error"}""", "400 Bad Request");
        await using var silent = RawServer.Silent();

        var several = await RunAsync(bench, Query(vector.Address), retries: 2);
        var none = await RunAsync(bench, Query(absent.Address), retries: 1);
        var wrong = await RunAsync(bench, Query(broken.Address));
        var slow = await RunAsync(bench, Query(silent.Address), timeout: TimeSpan.FromSeconds(30));

        Assert.Equal((CheckOutcome.Fail, 1), (several.Outcome, several.Attempts));
        Assert.Contains("2 series; aggregate", several.Details);
        Assert.Equal((CheckOutcome.Fail, 2, $"{absent.Address}/api/v1/query: the query finds no series"), (none.Outcome, none.Attempts, none.Details));
        Assert.Contains("parse error", wrong.Details);
        Assert.Equal("it did not end within 30 s", slow.Details);
    }

    [Fact]
    public async Task Alerts_are_read_as_rules_with_the_token_of_a_file()
    {
        await using var bench = await StartAsync();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "token"), "t0ken\n", Token);
        await using var server = RawServer.Of(
            """{"status":"success","data":{"groups":[{"rules":[{"type":"alerting","name":"Down","state":"inactive","health":"ok"}]}]}}""");
        var spec = new PrometheusCheckSpec { Url = server.Address, Alerts = ["Down"], BearerTokenFile = "token" };

        var quiet = await RunAsync(bench, spec);
        var absent = await RunAsync(bench, spec with { Alerts = ["Down", "Slow"] });

        Assert.Equal((CheckOutcome.Pass, "Down: inactive"), (quiet.Outcome, quiet.Details));
        Assert.Equal((CheckOutcome.Fail, "there is no alert rule Slow"), (absent.Outcome, absent.Details));
        Assert.Contains("GET /api/v1/rules?type=alert&exclude_alerts=true&rule_name[]=Down&rule_name[]=Slow HTTP/1.1", server.Asked);
        Assert.Contains("Authorization: Bearer t0ken", server.Asked);
    }

    private static PrometheusCheckSpec Query(string url) => new() { Url = url, Query = "min(up{cluster=\"{cluster}\",color=\"{color}\"})", Min = 0 };

    private static async Task<CheckResult> RunAsync(Bench bench, PrometheusCheckSpec spec, int retries = 0, TimeSpan? timeout = null)
    {
        var check = new CheckSpec { Name = "prometheus", Prometheus = spec, Retries = retries, Timeout = timeout ?? TimeSpan.FromHours(1) };
        var plan = await bench.PlanAsync();
        return Done(await bench.Checks.RunAsync(plan, bench.Fence(6), new CheckOrder(CheckStage.Validation, check, Color.Blue, bench.Soon), Token)).Result;
    }
}
