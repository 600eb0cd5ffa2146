using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Metrics;

public sealed class MetricSourceTests
{
    private static readonly MetricSpec Errors = new()
    {
        Name = "errors",
        Scrape = new ScrapeSpec(),
        ErrorRate = new ErrorRateSpec()
    };

    private static readonly MetricSpec Latency = new()
    {
        Name = "latency",
        Scrape = new ScrapeSpec(),
        Latency = new LatencySpec()
    };

    private static readonly MetricSpec Probe = new() { Name = "downtime", Probe = new ProbeSpec() };

    [Fact]
    public async Task Counters_of_each_pod_are_read_by_status_and_le()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.StartTraffic(new() { Namespace = Namespace, Service = Service, RequestsPerSecond = 500 });
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Traffic(Namespace, Service)!.Total > 50));

        var readings = await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors, Latency], Token);

        var errors = Assert.IsType<CounterReading>(readings[0]);
        Assert.Equal(4, errors.Pods.Length);
        Assert.All(errors.Pods, pod => Assert.Equal("200", Assert.Single(pod.Series).Label));
        Assert.True(errors.Pods.Sum(pod => pod.Series.Sum(one => one.Value)) > 0);
        Assert.All(Assert.IsType<CounterReading>(readings[1]).Pods,
            pod => Assert.Contains(pod.Series, one => one.Label is "+Inf"));
    }

    [Fact]
    public async Task A_pod_that_can_not_be_scraped_is_left_out_and_none_is_a_dead_source()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Path = "/proxy/metrics", Count = 1 });
        var three = Assert.IsType<CounterReading>((await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors], Token))[0]);
        Assert.Equal(3, three.Pods.Length);
        Assert.Matches("^1 of 4 pods not read: svgx-engine-blue-[^:]+: HTTP 500$", three.Missing);

        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Path = "/proxy/metrics", Count = 2 });
        Assert.Equal(2, Assert.IsType<CounterReading>((await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors], Token))[0]).Pods.Length);

        // Those that answer are no measure of those that don't.
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Path = "/proxy/metrics", Count = 3 });
        var most = Fault(await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors], Token));
        Assert.Equal(NoDataCause.SourceDead, most.Cause);
        Assert.StartsWith("3 of 4 pods not read: ", most.Detail, StringComparison.Ordinal);

        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Path = "/proxy/metrics" });
        Assert.Equal(NoDataCause.SourceDead, Fault(await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors], Token)).Cause);
    }

    [Fact]
    public async Task What_is_not_there_is_told_apart()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        Assert.Equal(NoDataCause.SourceDead, Fault(await bench.Metrics.SampleAsync(plan, Color.Green, [Errors], Token)).Cause);
        Assert.Equal(NoDataCause.AbsentSeries, Fault(await bench.Metrics.SampleAsync(
            plan, Color.Blue, [Errors with { ErrorRate = new ErrorRateSpec("other_total") }], Token)).Cause);
        Assert.Equal(NoDataCause.SourceDead, Fault(await bench.Metrics.SampleAsync(
            plan, Color.Blue, [Errors with { Scrape = new ScrapeSpec(Port: 9) }], Token)).Cause);
    }

    [Fact]
    public async Task Metrics_with_the_same_scrape_share_one_request_per_pod()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.ServerError, Path = "/proxy/metrics", Count = 100 });

        await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors, Latency], Token);

        Assert.Equal(96, bench.Cluster.Faults.Single().Count);
    }

    [Fact]
    public async Task Pods_tell_their_restarts_and_whether_they_are_ready()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var readings = await bench.Metrics.SampleAsync(
            plan,
            Color.Blue,
            [
                new MetricSpec { Name = "restarts", Workload = WorkloadMetric.Restarts },
                new MetricSpec { Name = "not-ready", Workload = WorkloadMetric.NotReady },
            ],
            Token);

        Assert.Equal(4, Assert.IsType<CounterReading>(readings[0]).Pods.Length);
        Assert.Equal(new ScalarReading("not-ready", 0), readings[1]);
    }

    [Fact]
    public async Task A_probe_asks_what_users_reach()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Assert.Equal(new ProbeReading("downtime", true, "HTTP 200"),
            (await bench.Metrics.SampleAsync(plan, Color.Blue, [Probe], Token))[0]);

        Done(await bench.Router.RestoreAsync(plan, bench.Fence(4), bench.Traffic(Color.Blue, null), Token));
        Assert.Equal(new ProbeReading("downtime", false, "HTTP 503"),
            (await bench.Metrics.SampleAsync(plan, Color.Blue, [Probe], Token))[0]);
    }

    [Fact]
    public async Task Scrapes_and_probes_reach_urls_with_placeholders()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var ingress = $"{bench.Simulator.Address}ingress/{{cluster}}/{Namespace}/{Service}";
        plan = plan with
        {
            Probes = new ProbesSpec
            {
                Active = new ProbeTargetSpec
                {
                    Url = ingress,
                    Host = "svgx-engine.arxos.com"
                }
            }
        };

        var readings = await bench.Metrics.SampleAsync(
            plan, Color.Blue, [Probe, Errors with { Scrape = new ScrapeSpec(Url: ingress + "/metrics") }], Token);

        Assert.IsType<ProbeReading>(readings[0]);
        Assert.True(readings[1] is CounterReading or FaultReading);
    }

    [Fact]
    public async Task Sources_are_asked_at_once()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await using var servers = await Site.StartAsync(together: 3);
        plan = plan with { Probes = new ProbesSpec { Active = new ProbeTargetSpec { Url = servers.Address } } };

        // None of the three answers before all have been asked.
        var readings = await bench.Metrics.SampleAsync(
            plan,
            Color.Blue,
            [
                Errors with { Scrape = new ScrapeSpec(Url: servers.Address + "/metrics") },
                new MetricSpec { Name = "query", Prometheus = new(servers.Address, "up") },
                Probe,
            ],
            Token);

        Assert.Equal(["/api/v1/query", "/health", "/metrics"], servers.Asked.Order(StringComparer.Ordinal));
        Assert.Equal(new ProbeReading("downtime", true, "HTTP 200"), readings[2]);
    }

    [Fact]
    public async Task What_is_late_has_no_data_and_the_others_have_theirs()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await using var silent = await Site.StartAsync(together: int.MaxValue);

        var readings = await bench.Metrics.SampleAsync(
            plan, Color.Blue, [new MetricSpec { Name = "query", Prometheus = new(silent.Address, "up") }, Probe], Token);

        Assert.Equal($"{silent.Address}/api/v1/query: no answer within 2 s", Assert.IsType<FaultReading>(readings[0]).Detail);
        Assert.Equal(new ProbeReading("downtime", true, "HTTP 200"), readings[1]);
    }

    [Fact]
    public async Task A_cluster_that_is_away_has_no_data()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.Partition });

        var readings = await bench.Metrics.SampleAsync(plan, Color.Blue, [Errors, Probe], Token);

        Assert.Equal(NoDataCause.SourceDead, Assert.IsType<FaultReading>(readings[0]).Cause);
        Assert.False(Assert.IsType<ProbeReading>(readings[1]).Succeeded);
    }

    private static FaultReading Fault(ImmutableArray<MetricReading> readings) =>
        Assert.IsType<FaultReading>(Assert.Single(readings));
}
