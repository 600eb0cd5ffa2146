using Coordinator.Simulator.Traffic;

namespace Coordinator.Simulator.Tests.Traffic;

public sealed class TrafficTests
{
    [Fact]
    public async Task A_switch_of_colours_under_load_loses_nothing()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 2, tag: "1.0.0");
        await simulation.CreateDeploymentAsync("green", 2, tag: "2.0.0");
        await simulation.CreateServiceAsync("blue");
        simulation.Advance(5);
        simulation.Cluster.StartTraffic(new() { Namespace = "default", Service = "web", RequestsPerSecond = 500 });
        await UntilAsync(simulation, report => report.ByColor.ContainsKey("blue"));
        using var switched = await simulation.SwitchAsync("green");
        simulation.Advance(1);
        await UntilAsync(simulation, report => report.ByColor.ContainsKey("green"));
        using var removed = await simulation.SendAsync("DELETE", "/apis/apps/v1/namespaces/default/deployments/web-blue");
        simulation.Advance(40);
        var before = simulation.Cluster.Traffic("default", "web")!.Total;
        var report = await UntilAsync(simulation, now => now.Total > before + 50);
        simulation.Cluster.StopTraffic("default", "web");

        Assert.Equal(0, report.Failed);
        Assert.Equal(["1.0.0", "2.0.0"], report.ByVersion.Keys);
    }

    [Fact]
    public async Task Traffic_WithoutEndpoints_Fails()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateServiceAsync("none");
        simulation.Advance(1);
        simulation.Cluster.StartTraffic(new() { Namespace = "default", Service = "web", RequestsPerSecond = 500 });
        var report = await UntilAsync(simulation, now => now.Total >= 10);

        Assert.Equal(report.Total, report.Failed);
        Assert.Equal(report.Total, report.NoEndpoint);
        Assert.Equal(simulation.Time.GetUtcNow(), report.FirstFailureAt);
    }

    [Fact]
    public async Task Errors_AreThoseOfUserTrafficAlone()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, """{"name": "ERROR_RATE", "value": "0.3"}""");
        await simulation.CreateServiceAsync("blue");
        simulation.Advance(5);
        var routes = simulation.Cluster.Inner.Routes;
        var answers = Enumerable.Range(0, 2_000).Select(_ => Visit(routes, "/api/orders")).ToList();
        var health = Enumerable.Range(0, 100).Select(_ => Visit(routes, "/health")).ToList();
        using var metrics = await simulation.VisitAsync("/metrics");
        var text = await metrics.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.InRange(answers.Count(status => status == 500), 500, 700);
        Assert.DoesNotContain(health, status => status != 200);
        Assert.Contains($"http_requests_total{{status=\"500\"}} {answers.Count(status => status == 500)}\n", text);
        Assert.Contains("http_request_duration_seconds_count 2000\n", text);
        Assert.Contains("svgx_engine_up 1\n", text);
    }

    [Fact]
    public async Task A_pod_that_ends_waits_for_the_answers_under_way()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, """{"name": "LATENCY_MS", "value": "50"}""");
        await simulation.CreateServiceAsync("blue");
        simulation.Advance(5);
        var begun = simulation.Cluster.Inner.Routes.Begin("default", "web", "GET", "/");
        using var removed = await simulation.SendAsync("DELETE", "/apis/apps/v1/namespaces/default/deployments/web-blue");
        simulation.Advance(10);
        var waiting = await simulation.GetAsync("/api/v1/namespaces/default/pods");
        var ended = begun.Process!.Complete(begun, "/");
        simulation.Advance(2);
        var gone = await simulation.GetAsync("/api/v1/namespaces/default/pods");

        Assert.Single(waiting["items"]!.AsArray());
        Assert.Equal(200, ended.Status);
        Assert.Empty(gone["items"]!.AsArray());
    }

    [Fact]
    public async Task A_request_that_outlives_the_grace_period_breaks()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, """{"name": "LATENCY_MS", "value": "50"}""");
        await simulation.CreateServiceAsync("blue");
        simulation.Advance(5);
        var begun = simulation.Cluster.Inner.Routes.Begin("default", "web", "GET", "/");
        using var removed = await simulation.SendAsync("DELETE", "/apis/apps/v1/namespaces/default/deployments/web-blue");
        simulation.Advance(40);

        Assert.Equal(0, begun.Process!.Complete(begun, "/").Status);
    }

    private static int Visit(RouteTable routes, string path)
    {
        var begun = routes.Begin("default", "web", "GET", path);
        return begun.Process!.Complete(begun, path).Status;
    }

    /// <summary>Traffic runs by the wall's clock: waits until it has got somewhere.</summary>
    private static async Task<TrafficReport> UntilAsync(Simulation simulation, Func<TrafficReport, bool> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (await ticks.WaitForNextTickAsync(limit.Token))
        {
            var report = simulation.Cluster.Traffic("default", "web")!;
            if (holds(report)) return report;
        }

        throw new TimeoutException();
    }
}
