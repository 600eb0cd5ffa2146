using System.Text.Json.Nodes;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using Microsoft.Extensions.Time.Testing;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Checks;

public sealed class CheckTests
{
    [Fact]
    public async Task The_preview_is_asked_through_its_own_Service_before_users_are_on_it()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync("2.0.0");

        var version = await RunAsync(bench, plan, Http("/version", new() { Contains = "{version}" }), CheckStage.Preview);
        var old = await RunAsync(bench, plan, Http("/version", new() { Contains = "{version}" }), CheckStage.Validation);

        Assert.Equal(CheckOutcome.Pass, version.Outcome);
        Assert.Equal((CheckOutcome.Fail, "http"), (old.Outcome, old.Kind));
        Assert.Contains("does not contain '2.0.0'", old.Details);
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(80)]
    public async Task A_port_is_the_Services_or_a_pods(int port)
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync("2.0.0");
        plan = plan with { Probes = new() { Preview = new() { Port = port } } };

        var result = await RunAsync(bench, plan, Http("/version", new() { Contains = "2.0.0" }), CheckStage.Preview);

        Assert.Equal(CheckOutcome.Pass, result.Outcome);
        Assert.Contains(port is 80 ? "/services/" : "/pods/", result.Details);
    }

    [Fact]
    public async Task Method_headers_and_body_go_through_and_the_answer_is_judged_by_JSONPath()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var spec = new HttpCheckSpec
        {
            Method = "POST",
            Path = "/parse",
            Headers = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("Content-Type", "application/json"),
            Body = """{"content":"<svg/>"}""",
            Expect = new() { Status = 200, Json = "$.elements", MinItems = 1 },
            Samples = 5,
            Quantile = 0.95,
        };

        var result = await RunAsync(bench, plan, new CheckSpec { Name = "parse", Http = spec });
        var missing = await RunAsync(bench, plan, new CheckSpec
        {
            Name = "parse",
            Http = spec with { Expect = new() { Json = "$.absent", EqualTo = 1 } },
        });

        Assert.Equal(CheckOutcome.Pass, result.Outcome);
        Assert.Contains("status 200, 5 samples, quantile 0.95", result.Details);
        Assert.Contains("there is nothing at $.absent", missing.Details);
    }

    [Theory]
    [InlineData("/admin", 401, CheckOutcome.Pass)]
    [InlineData("/health", 204, CheckOutcome.Fail)]
    public async Task A_status_is_what_is_expected_even_when_it_denies(string path, int status, CheckOutcome outcome)
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var result = await RunAsync(bench, plan, Http(path, new() { Status = status }));

        Assert.Equal(outcome, result.Outcome);
    }

    [Fact]
    public async Task A_time_above_its_limit_fails_and_a_warning_only_warns()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var slow = Http("/health", new() { MaxTime = TimeSpan.FromTicks(1) });

        var failed = await RunAsync(bench, plan, slow);
        var warned = await RunAsync(bench, plan, slow with { OnFailure = OnFailure.Warn });

        Assert.Equal((CheckOutcome.Fail, CheckOutcome.Warn), (failed.Outcome, warned.Outcome));
        Assert.Matches("time [0-9.]+ ms, limit", failed.Details);
    }

    [Fact]
    public async Task A_check_is_tried_again_as_asked_and_no_more()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var result = await RunAsync(bench, plan, Http("/health", new() { Status = 418 }) with { Retries = 2 });

        Assert.Equal((CheckOutcome.Fail, 3), (result.Outcome, result.Attempts));
        Assert.True(result.Took >= CheckLimits.RetryPause * 2);
    }

    [Theory]
    [InlineData(1, CheckOutcome.Fail, "20 samples, quantile 1 900.0 ms, limit 16 ms")]
    [InlineData(0.95, CheckOutcome.Pass, "20 samples, quantile 0.95 10.0 ms, limit 16 ms")]
    [InlineData(0.01, CheckOutcome.Pass, "20 samples, quantile 0.01 10.0 ms, limit 16 ms")]
    public void The_quantile_of_the_samples_is_compared_with_the_limit(double quantile, CheckOutcome outcome, string part)
    {
        var spec = new HttpCheckSpec { Samples = 20, Quantile = quantile, Expect = new() { MaxTime = TimeSpan.FromMilliseconds(16) } };
        List<TimeSpan> times = [TimeSpan.FromMilliseconds(900), .. Enumerable.Repeat(TimeSpan.FromMilliseconds(10), 19)];

        var answer = HttpCheck.JudgeTimes(spec, times, "status 200");

        Assert.Equal((outcome is CheckOutcome.Pass, $"status 200, {part}"), (answer.Passed, answer.Details));
    }

    /// <summary>Half a minute of the bench's clock is half a second: sooner than the limit of a call.</summary>
    [Fact]
    public async Task An_attempt_that_takes_too_long_ends_at_its_limit()
    {
        await using var bench = await StartAsync();
        await using var silent = RawServer.Silent();
        var plan = await bench.PlanAsync();

        var result = await RunAsync(bench, plan, Url(silent.Address, new()) with { Timeout = TimeSpan.FromSeconds(30), Retries = 1 });

        Assert.Equal((CheckOutcome.Fail, 2, "it did not end within 30 s"), (result.Outcome, result.Attempts, result.Details));
    }

    [Fact]
    public async Task A_request_may_take_the_whole_time_of_its_attempt_and_not_only_that_of_a_call()
    {
        var wall = new FakeTimeProvider();
        await using var bench = await StartAsync(factor: 1, wall: wall);
        await using var site = await Site.StartAsync(together: 2);
        var plan = await bench.InstallAsync();

        var running = RunAsync(bench, plan, Url($"{site.Address}/health", new()) with { Timeout = TimeSpan.FromMinutes(5) });
        await EventuallyAsync(() => Task.FromResult(site.Asked.Length == 1));
        wall.Advance(TimeSpan.FromMinutes(4));
        using var other = new HttpClient();
        await other.GetAsync(site.Address + "/health", Token);

        var result = await running;
        Assert.Equal((CheckOutcome.Pass, 1), (result.Outcome, result.Attempts));
    }

    [Fact]
    public async Task An_address_is_asked_without_following_it_elsewhere()
    {
        await using var bench = await StartAsync();
        await using var site = await Site.StartAsync();
        var plan = await bench.InstallAsync();

        var result = await RunAsync(bench, plan, Url($"{site.Address}/moved?v={{version}}", new()));
        var large = await RunAsync(bench, plan, Url($"{site.Address}/large", new()));
        var nobody = await RunAsync(bench, plan, Url("http://127.0.0.1:9/", new()));

        Assert.Contains("status 302, expected 2xx", result.Details);
        Assert.Equal(["/moved?v=1.0.0", "/large"], site.Asked);
        Assert.Contains("larger than", large.Details);
        Assert.Contains("no answer", nobody.Details);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("")]
    public async Task A_body_that_is_no_JSON_fails_and_does_not_fault(string body)
    {
        await using var bench = await StartAsync();
        await using var server = RawServer.Of(body);
        var plan = await bench.InstallAsync();

        var result = await RunAsync(bench, plan, Url(server.Address, new() { Json = "$.a", EqualTo = "x" }));

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
    }

    [Fact]
    public async Task A_body_that_is_no_UTF8_is_no_JSON_and_a_byte_order_mark_is_none_of_it()
    {
        await using var bench = await StartAsync();
        await using var broken = RawServer.Of([.. "{\"a\":\"x\",\"b\":\""u8, 0xff, .. "\"}"u8]);
        await using var marked = RawServer.Of([0xef, 0xbb, 0xbf, .. "{\"a\":\"x\"}"u8]);
        var plan = await bench.InstallAsync();

        var failed = await RunAsync(bench, plan, Url(broken.Address, new() { Json = "$.a", EqualTo = "x" }));
        var passed = await RunAsync(bench, plan, Url(marked.Address, new() { Json = "$.a", EqualTo = "x" }));

        Assert.Equal(CheckOutcome.Fail, failed.Outcome);
        Assert.Contains("no UTF-8", failed.Details, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Pass, passed.Outcome);
    }

    /// <summary>The pod was asked, and the API server is well: that is an answer of the pod, none of the cluster.</summary>
    [Fact]
    public async Task An_answer_that_breaks_off_behind_the_API_server_is_none()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropAfter, Path = "/proxy/version" });

        var result = await RunAsync(bench, plan, Http("/version", new()) with { Retries = 1 });

        Assert.Equal((CheckOutcome.Fail, 2), (result.Outcome, result.Attempts));
        Assert.Contains("no answer: ", result.Details, StringComparison.Ordinal);
    }

    /// <summary>The pod was not asked: that is no attempt of the check.</summary>
    [Fact]
    public async Task An_API_server_that_has_no_time_for_it_is_asked_again()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.TooManyRequests, Path = "/proxy/version", Count = 1 });

        // The wait that it asks for is of the wall's time, of which the bench's clock makes minutes.
        var result = await RunAsync(bench, plan, Http("/version", new()) with { Timeout = TimeSpan.FromHours(1) });

        Assert.True(result is { Outcome: CheckOutcome.Pass, Attempts: 1 }, result.Details);
        Assert.False(bench.Cluster.Faults.Any());
    }

    [Fact]
    public async Task Where_the_API_server_does_not_answer_either_nothing_is_known()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropBefore, Path = "/proxy/version" });
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropBefore, Path = "/version" });

        await Assert.ThrowsAsync<ClusterUnreachableException>(() => RunAsync(bench, plan, Http("/version", new())));
    }

    [Fact]
    public async Task A_field_of_an_object_has_its_value_or_not()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        async Task<CheckResult> Look(string apiVersion, string kind, string name, string path, JsonNode value) => await RunAsync(
            bench, plan, new CheckSpec { Name = "object", Object = new ObjectCheckSpec(apiVersion, kind, name, path, value) });

        Assert.Equal(CheckOutcome.Pass, (await Look("apps/v1", "Deployment", "svgx-engine-{color}", "$.spec.replicas", 4)).Outcome);
        Assert.Contains("$.spec.replicas is 4, expected 5",
            (await Look("apps/v1", "Deployment", "svgx-engine-{color}", "$.spec.replicas", 5)).Details);
        Assert.Contains("does not exist", (await Look("v1", "ConfigMap", "nowhere", "$.data", 1)).Details);
        Assert.Contains("knows no", (await Look("example.com/v1", "Widget", "a", "$.a", 1)).Details);
    }

    [Fact]
    public async Task A_Job_is_a_check_that_keeps_its_log_when_it_fails()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var check = new CheckSpec
        {
            Name = "smoke",
            Job = new() { Image = "registry.example.com/tests:1", Command = ["/bin/sh", "-c", "echo 3 of 40 failed; exit 2"] },
        };

        var report = Done(await bench.Checks.RunAsync(plan, bench.Fence(4), Order(bench, check, CheckStage.Validation), Token));

        Assert.Equal((CheckOutcome.Fail, "job"), (report.Result.Outcome, report.Result.Kind));
        Assert.Contains("3 of 40 failed", report.Logs);
    }

    [Fact]
    public async Task Evidence_is_read_and_judged()
    {
        await using var bench = await StartAsync();
        await using var site = await Site.StartAsync();
        var plan = await bench.InstallAsync();
        EvidenceSpec Of(string name, string path, EvidenceExpectation expect) => new(name, site.Address + path, expect);
        plan = plan with
        {
            Preflight = plan.Preflight with
            {
                Evidence =
                [
                    Of("tests", "/report?v={version}", new() { Json = "$.failed", EqualTo = 0 }),
                    Of("coverage", "/report", new() { Json = "$.percent", Min = 90 }),
                    Of("backup", "/old", new() { Json = "$.failed", EqualTo = 0, MaxAge = TimeSpan.FromHours(24) }),
                    Of("undated", "/report", new() { Json = "$.failed", MaxAge = TimeSpan.FromHours(24) }),
                    Of("ahead", "/ahead", new() { Json = "$.failed", MaxAge = TimeSpan.FromHours(24) }),
                    Of("gone", "/gone", new() { Json = "$.failed", EqualTo = 0 }),
                ],
            },
        };

        var findings = (await bench.Preflight.RunAsync(plan, Token)).Findings.Where(one => one.Code == "evidence").ToArray();

        Assert.Equal([true, false, false, false, false, false], findings.Select(one => one.Passed));
        Assert.Contains("$.percent is 81.5, expected at least 90", findings[1].Message);
        Assert.Contains("older than 24 h", findings[2].Message);
        Assert.Contains("tells no Last-Modified", findings[3].Message);
        Assert.Contains("which is still to come: a clock is wrong", findings[4].Message);
        Assert.Contains("status 404", findings[5].Message);
        Assert.Contains("/report?v=1.0.0", site.Asked);
    }

    private static CheckSpec Http(string path, HttpExpectation expect) => new() { Name = "check", Http = new() { Path = path, Expect = expect } };

    private static CheckSpec Url(string url, HttpExpectation expect) => new() { Name = "check", Http = new() { Url = url, Expect = expect } };

    private static CheckOrder Order(Bench bench, CheckSpec check, CheckStage stage) =>
        new(stage, check, stage is CheckStage.Preview ? Color.Green : Color.Blue, bench.Soon);

    private static async Task<CheckResult> RunAsync(
        Bench bench, EnvironmentPlan plan, CheckSpec check, CheckStage stage = CheckStage.Validation) =>
        Done(await bench.Checks.RunAsync(plan, bench.Fence(6), Order(bench, check, stage), Token)).Result;
}
