using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Checks.Loads;

public sealed class LoadCheckTests
{
    private static readonly LoadCheckSpec TwentyUsers = new() { Path = "/parse-nothing", Users = 20, Duration = TimeSpan.FromSeconds(60) };

    /// <summary>The bench's clock is sixty times the wall's: a minute of twenty requests per second is one second of them.</summary>
    [Fact]
    public async Task The_load_goes_through_the_proxy_at_its_real_rate()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var result = await RunAsync(bench, plan, TwentyUsers with { Targets = new() { ErrorRate = 0, Availability = 1 } });

        Assert.Equal((CheckOutcome.Pass, "load"), (result.Outcome, result.Kind));
        Assert.Equal((20, 20), (result.Load!.Requests, result.Load.Succeeded));
        Assert.Contains("/services/svgx-engine-service:80/proxy/parse-nothing: 20 requests, 0 failed", result.Details);
    }

    [Fact]
    public async Task A_load_goes_to_the_probes_address_with_its_host_and_says_whose_it_is()
    {
        await using var bench = await StartAsync();
        await using var site = RawServer.Of("ok");
        var plan = (await bench.InstallAsync()) with { Probes = new() { Active = new() { Url = site.Address, Host = "shop.example.com" } } };

        var result = await RunAsync(bench, plan, TwentyUsers);

        Assert.Equal(20, result.Load!.Succeeded);
        Assert.StartsWith("GET /parse-nothing HTTP/1.1", site.Asked);
        Assert.Contains("Host: shop.example.com", site.Asked);
        Assert.Contains("User-Agent: coordinator-load/0.1", site.Asked);
    }

    [Fact]
    public async Task Targets_that_are_missed_fail_with_each_value_and_limit()
    {
        await using var bench = await StartAsync();
        await using var site = RawServer.Of("no", status: "503 Service Unavailable");
        var plan = (await bench.InstallAsync()) with { Probes = new() { Active = new() { Url = site.Address } } };

        var result = await RunAsync(bench, plan, TwentyUsers with { Targets = new() { ErrorRate = 0.01, MinRate = 10 } });

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
        Assert.Contains("error rate 100.00 %, limit 1.00 %; 0 successful requests per second, at least 10 wanted", result.Details);
        Assert.Contains("status 503 20×", result.Details);
    }

    [Fact]
    public async Task A_load_that_nobody_answers_fails_and_does_not_fault()
    {
        await using var bench = await StartAsync();
        var plan = (await bench.InstallAsync()) with { Probes = new() { Active = new() { Url = "http://127.0.0.1:9" } } };

        var result = await RunAsync(bench, plan, TwentyUsers);

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
        Assert.Contains("not one request succeeded", result.Details);
    }

    [Fact]
    public async Task A_rate_above_what_the_process_may_send_fails_at_once_and_Preflight_tells_it_before()
    {
        await using var bench = await StartAsync();
        var check = new CheckSpec { Name = "storm", Load = TwentyUsers with { Users = 100_000 }, Retries = 3 };
        var plan = (await bench.InstallAsync()) with { Checks = new() { Validation = [check] } };

        var result = await RunAsync(bench, plan, check.Load);
        var findings = (await bench.Preflight.RunAsync(plan, Token)).Findings;

        Assert.Equal((CheckOutcome.Fail, 1), (result.Outcome, result.Attempts));
        Assert.Contains("setting Http:LoadPerSecond", result.Details);
        Assert.Contains(findings, one => one is { Code: "load", Passed: false } && one.Message.StartsWith("load storm sends 100000 requests"));
    }

    [Fact]
    public async Task Preflight_keeps_a_load_from_using_up_the_API_servers_budget()
    {
        await using var bench = await StartAsync();
        var check = new CheckSpec { Name = "crowd", Load = TwentyUsers with { Users = 1001 } };
        var plan = (await bench.InstallAsync()) with { Checks = new() { Validation = [check] } };

        var proxied = (await bench.Preflight.RunAsync(plan, Token)).Findings.Single(one => one.Code == "load");
        var direct = (await bench.Preflight.RunAsync(
            plan with { Probes = new() { Active = new() { Url = "http://shop.example.com" } } }, Token)).Findings.Single(one => one.Code == "load");

        // A gate comes before any Preflight.
        var atOnce = await RunAsync(bench, plan, check.Load);

        Assert.False(proxied.Passed);
        Assert.Contains("more than half of the cluster's budget of 2000 calls", proxied.Message);
        Assert.True(direct.Passed);
        Assert.Equal((CheckOutcome.Fail, 1), (atOnce.Outcome, atOnce.Attempts));
        Assert.Contains("more than half of the cluster's budget of 2000 calls", atOnce.Details);
    }

    [Fact]
    public async Task A_load_that_was_cut_off_runs_again_from_the_start_and_says_so()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var result = await RunAsync(bench, plan, TwentyUsers, isAgain: true);

        Assert.StartsWith("run again from the start after an interruption; GET ", result.Details);
        Assert.Equal(20, result.Load!.Requests);
    }

    [Fact]
    public async Task A_load_that_is_missed_while_the_coordinator_itself_is_late_is_repeated_and_then_counts()
    {
        var wall = new LateTime(TimeSpan.FromMilliseconds(300));
        await using var bench = await StartAsync(wall: wall);
        var plan = await bench.InstallAsync();
        var wanted = TwentyUsers with { Targets = new() { P95 = TimeSpan.FromMilliseconds(250) } };

        wall.IsLate = true;
        var late = await RunAsync(bench, plan, wanted);
        wall.LateWaits = 2;
        var recovered = await RunAsync(bench, plan, wanted);

        Assert.Equal((CheckOutcome.Fail, 3), (late.Outcome, late.Attempts));
        Assert.Contains("ms late (p99); 2 before it did not count: the coordinator was late, or the API server had no time", late.Details);
        Assert.Equal(CheckOutcome.Pass, recovered.Outcome);
        Assert.Contains("before it did not count: the coordinator was late, or the API server had no time", recovered.Details);
    }

    private static async Task<CheckResult> RunAsync(Bench bench, EnvironmentPlan plan, LoadCheckSpec load, bool isAgain = false)
    {
        var check = new CheckSpec { Name = "load", Load = load, Timeout = TimeSpan.FromHours(1) };
        var order = new CheckOrder(CheckStage.Validation, check, Color.Blue, bench.Soon, isAgain);
        return Done(await bench.Checks.RunAsync(plan, bench.Fence(6), order, Token)).Result;
    }
}
