using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using Microsoft.AspNetCore.Http;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Clusters;

/// <summary>An API server that has no time, and pods behind it that have none: neither may be taken for the other.</summary>
public sealed class BusyServerTests
{
    /// <summary>What express-rate-limit (npm) answers by default: this very text, without a line's end, and Retry-After = its window.</summary>
    [Fact]
    public async Task A_pod_that_limits_rates_does_not_close_the_cluster()
    {
        await using var bench = await AccessBench.StartAsync();
        bench.Write("kubeconfig", bench.Kubeconfig("{token: t}"));
        bench.Server.Answer = async context =>
        {
            if (context.Request.Path.Value!.Contains("proxy", StringComparison.Ordinal))
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "900";
                context.Response.ContentType = "text/html; charset=utf-8";
                await context.Response.WriteAsync("Too many requests, please try again later.", context.RequestAborted);
                return;
            }

            await context.Response.WriteAsync("{}", context.RequestAborted);
        };
        var connection = await bench.ConnectAsync();

        var pod = await Record.ExceptionAsync(() => connection.ExecuteAsync(
            ApiRequest.Get("/proxy/x") with { Proxied = true, IsLoad = true, Attempts = 1 }, (status, _, _) => Task.FromResult(status), Token));
        var own = await Record.ExceptionAsync(() => connection.SendAsync(ApiRequest.Get("/api/v1/pods"), Token));

        Assert.True(own is null, $"{own?.Message} / {pod?.Message}");
    }

    [Fact]
    public async Task The_wait_for_a_busy_API_server_is_no_time_of_the_service()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.TooManyRequests, Path = "/proxy/version", Count = 1 });
        var result = await RunAsync(bench, plan, Http("/version", new() { MaxTime = TimeSpan.FromMilliseconds(800) }));
        Assert.True(result.Outcome is CheckOutcome.Pass, result.Details);
    }

    [Fact]
    public async Task An_API_server_that_stays_busy_fails_no_check()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.TooManyRequests, Path = "/proxy/version" });
        CheckResult? result = null;
        var fault = await Record.ExceptionAsync(async () => result = await RunAsync(bench, plan, Http("/version", new())));
        Assert.True(fault is ClusterUnreachableException, $"{result?.Outcome}: {result?.Details}");
    }

    [Fact]
    public async Task A_busy_API_server_is_no_downtime()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var probe = new MetricSpec { Name = "downtime", Probe = new ProbeSpec(), Max = 60 };
        await bench.Metrics.SampleAsync(plan, Color.Blue, [probe], Token);
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.TooManyRequests, Path = "/proxy/" });
        var reading = (await bench.Metrics.SampleAsync(plan, Color.Blue, [probe], Token))[0];
        Assert.True(reading is FaultReading, reading.ToString());
    }

    private static CheckSpec Http(string path, HttpExpectation expect) =>
        new() { Name = "check", Timeout = TimeSpan.FromHours(3), Http = new() { Path = path, Expect = expect } };

    private static async Task<CheckResult> RunAsync(Bench bench, EnvironmentPlan plan, CheckSpec check) => Done(await bench.Checks.RunAsync(
        plan, bench.Fence(6), new CheckOrder(CheckStage.Validation, check, Color.Blue, DateTimeOffset.MaxValue), Token)).Result;
}
