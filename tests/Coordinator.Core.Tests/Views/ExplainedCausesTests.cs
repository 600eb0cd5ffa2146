using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;
using Coordinator.Core.Tests.Environments;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Views;

/// <summary>For each kind of cause: which value, against which limit, from which source, in one sentence.</summary>
public sealed class ExplainedCausesTests
{
    private static readonly MetricSpec Errors = new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05 };
    private static readonly MetricSpec Latency = new() { Name = "latency", Scrape = new(Url: "http://shop/metrics"), Latency = new(), Max = 0.1 };
    private static readonly MetricSpec Downtime = new() { Name = "downtime", Probe = new(), Max = 20 };
    private static readonly MetricSpec Query = new() { Name = "queue", Prometheus = new("http://prom:9090", "queue_length"), Max = 100 };
    private static readonly MetricSpec Restarts = new() { Name = "restarts", Workload = WorkloadMetric.Restarts, Max = 0 };

    public static TheoryData<string, string> Checks { get; } = new()
    {
        { "http", "GET /health of the new color" },
        { "url", "POST https://grafana/api/health" },
        { "load", "a load on /health of the new color" },
        { "prometheus", "Prometheus at http://prom:9090" },
        { "object", "the cluster's Deployment cart" },
        { "job", "a Job in its cluster" },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void A_check_that_failed_names_what_it_found_and_where(string kind, string source)
    {
        var plan = Plan() with { Checks = new() { Preview = [Check(kind)], Validation = [Check(kind)] } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Verifying);
        Assert.Equal($"it checks the new color: smoke, {source}", Explain(script, plan));

        Fails(script, CheckStage.Preview);
        Assert.Equal($"it goes back: check smoke: 7, expected at most 5, found by {source}", Explain(script, plan));
        script.Done();
        Assert.Equal($"it failed before any user was on the new version: check smoke: 7, expected at most 5, found by {source}", Explain(script, plan));
    }

    [Fact]
    public void A_check_of_what_users_reach_names_that_even_where_both_stages_have_one_of_its_name()
    {
        var plan = Plan() with { Checks = new() { Preview = [Check("http")], Validation = [Check("http")] } };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Validating);
        Fails(script, CheckStage.Validation);
        Assert.Equal("it goes back: check smoke: 7, expected at most 5, found by GET /health of what users reach", Explain(script, plan));
    }

    [Fact]
    public void A_share_of_errors() => Assert.Equal(
        "it goes back: errors: 20.00 % (20 of 100 requests), limit 5.00 %, read from /metrics of the new color's pods",
        After(Errors, Counters("errors", ("200", 0), ("500", 0)), Counters("errors", ("200", 80), ("500", 20))));

    [Fact]
    public void A_latency() => Assert.Equal(
        "it goes back: latency: 193.8 ms (100 requests), limit 100 ms, read from http://shop/metrics",
        After(
            Latency, Counters("latency", ("0.1", 0), ("0.2", 0), ("+Inf", 0)), Counters("latency", ("0.1", 20), ("0.2", 100), ("+Inf", 100))));

    [Fact]
    public void A_downtime() => Assert.Equal(
        "it goes back: downtime: 30 s (503), limit 20 s, read from requests of what users reach, /health",
        After(Downtime with { Interval = Seconds(30) }, new ProbeReading("downtime", false, "503"), new ProbeReading("downtime", false, "503")));

    [Fact]
    public void A_query() => Assert.Equal(
        "it goes back: queue: 250, limit 100, read from Prometheus at http://prom:9090", After(Query, new ScalarReading("queue", 250)));

    [Fact]
    public void A_restart() => Assert.Equal(
        "it goes back: restarts: 2, limit 0, read from the statuses of the new color's pods",
        After(Restarts, Counters("restarts", ("cart", 1)), Counters("restarts", ("cart", 3))));

    [Theory]
    [InlineData(NoDataCause.Idle, "idle")]
    [InlineData(NoDataCause.SourceDead, "sourceDead")]
    [InlineData(NoDataCause.AbsentSeries, "absentSeries")]
    [InlineData(NoDataCause.NotANumber, "notANumber")]
    [InlineData(NoDataCause.TooFewRequests, "tooFewRequests")]
    [InlineData(NoDataCause.Malformed, "malformed")]
    [InlineData(NoDataCause.Stale, "stale")]
    public void Missing_data_names_its_cause_and_what_follows(NoDataCause cause, string name)
    {
        var spec = Query with { ConsecutiveErrorLimit = 0 };
        Assert.Contains(
            $"now NoData (queue: nothing there ({name}: the hold waits), read from Prometheus at http://prom:9090)",
            After(spec, new FaultReading("queue", cause, "nothing there")), StringComparison.Ordinal);
        Assert.Equal(
            $"it goes back: queue: nothing there ({name}: counts as a failure), read from Prometheus at http://prom:9090",
            After(spec with { NoData = NoDataPolicy.Fail }, new FaultReading("queue", cause, "nothing there")));
    }

    [Fact]
    public void A_pause_where_nothing_goes_back_by_itself()
    {
        var plan = With(Query).WithRollback(rollback => rollback with { Automatic = false });
        Assert.Equal(
            "paused by coordinator: queue: 250, limit 100, read from Prometheus at http://prom:9090; resume judges it anew, abort goes back",
            Explain(Sees(plan, new ScalarReading("queue", 250)), plan));
    }

    [Fact]
    public void An_alert_while_it_serves()
    {
        var plan = With(Query).WithRollback(rollback => rollback with { AfterSuccess = AfterSuccess.Alert });
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Live);
        script.After(Seconds(30)).Sees(Found.Traffic(script.State, 100), new ScalarReading("queue", 250));
        Assert.Equal(
            "it serves the new version; it is Unhealthy: queue: 250, limit 100, read from Prometheus at http://prom:9090", Explain(script, plan));
    }

    [Theory]
    [InlineData("regression of latency: 9 of 90 requests bad", "the statuses")]
    [InlineData("regression of latency in 6 environments: 9 of 90 requests bad", "the statuses")]
    [InlineData("regression of lat: 9 of 90 requests bad", "nothing")]
    public void A_regression_names_the_pods_of_both_colors_and_what_is_bad(string reason, string notSaid)
    {
        var plan = With(Latency with { Scrape = new() });
        var view = EnvironmentView.Of(plan, new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking).State, 1);
        var expected = reason.Contains("latency", StringComparison.Ordinal) ? ", read from /metrics of the pods of both colors; bad are those slower than 100 ms" : "";
        Assert.Equal(expected, ReasonSource.Of(reason, view));
        Assert.DoesNotContain(notSaid, ReasonSource.Of(reason, view), StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_names_the_environment_in_which_it_began()
    {
        var plan = With(Query);
        var script = Sees(plan, new ScalarReading("queue", 250));
        var view = EnvironmentView.Of(plan, script.State, 1);
        Assert.Equal(
            "it goes back, decided by coordinator: 1 of 1 environments failed; it began in c1/shop/cart: queue: 250, limit 100, "
            + "read from Prometheus at http://prom:9090",
            ExplainView.Of(new(Release(view, "coordinator"), [view])).Sentence);
        Assert.Equal("it goes back, decided by ada: 1 of 1 environments failed", ExplainView.Of(new(Release(view, "ada"), [view])).Sentence);
    }

    [Fact]
    public void A_Job_under_way_is_named()
    {
        var plan = Plan().WithJobs("migrate");
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Preparing);
        Assert.Equal("it prepares namespace and configuration", Explain(script, plan));
        Assert.Equal("it runs the Job migrate", Explain(script.Done(), plan));
    }

    [Fact]
    public void A_way_back_that_takes_its_time()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking).Abort().Refused(RefusalKind.NotReady);
        Assert.EndsWith("; not done yet: refused as NotReady", Explain(script, Plan()), StringComparison.Ordinal);
    }

    private static ReleaseView Release(EnvironmentView view, string by) => new()
    {
        Name = "r1",
        Application = "cart",
        Version = "2.0.0",
        PlanDigest = "",
        Phase = ReleasePhase.RollingBack,
        SubmittedBy = "ada",
        SubmittedAt = Epoch,
        Back = new(by, "1 of 1 environments failed", Epoch + Minutes(60)),
        Counts = ImmutableSortedDictionary<string, int>.Empty,
        Waves = [new("w1", 1, 0, [], [new(Key, "eu", EnvironmentPhase.RollingBack, view.Report)])],
    };

    private static CheckSpec Check(string kind) => kind switch
    {
        "http" => new() { Name = "smoke", Http = new() { Path = "/health" } },
        "url" => new() { Name = "smoke", Http = new() { Method = "POST", Url = "https://grafana/api/health" } },
        "load" => new() { Name = "smoke", Load = new() { Path = "/health", Users = 10, Duration = Seconds(30) } },
        "prometheus" => new() { Name = "smoke", Prometheus = new() { Url = "http://prom:9090", Query = "up" } },
        "object" => new() { Name = "smoke", Object = new("apps/v1", "Deployment", "cart", "$.spec.replicas", 5) },
        _ => new() { Name = "smoke", Job = new() { Image = "busybox" } },
    };

    private static void Fails(EnvironmentScript script, CheckStage stage) => script.Apply(new CheckEnded(
        script.Now, script.State.Turn, Result(CheckOutcome.Fail, "smoke", stage) with { Details = "7, expected at most 5" }));

    private static EnvironmentPlan With(MetricSpec metric) => Plan() with { Analysis = new() { Metrics = [metric] } };

    private static string After(MetricSpec metric, params MetricReading[] readings) => Explain(Sees(With(metric), readings), With(metric));

    /// <summary>Watched while it bakes, one reading after the other.</summary>
    private static EnvironmentScript Sees(EnvironmentPlan plan, params MetricReading[] readings)
    {
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Baking);
        foreach (var reading in readings)
        {
            script.After(Seconds(30)).Sees(Found.Traffic(script.State, 100), reading);
        }

        return script;
    }

    private static CounterReading Counters(string metric, params (string Label, double Value)[] series) =>
        new(metric, [new("pod-1", [.. series.Select(one => new CounterSeries(one.Label, one.Value))])]);

    private static string Explain(EnvironmentScript script, EnvironmentPlan plan)
    {
        var view = EnvironmentView.Of(plan, script.State, 1);
        return ExplainedEnvironment.Of(new MemberView(Key, "eu", script.State.Phase, view.Report), view, "nothing").Sentence;
    }
}
