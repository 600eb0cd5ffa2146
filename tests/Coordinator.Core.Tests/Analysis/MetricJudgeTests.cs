using Coordinator.Core.Analysis;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Analysis;

public sealed class MetricJudgeTests
{
    private static readonly MetricSpec ErrorRate = new() { Name = "m", Scrape = new(), ErrorRate = new(), Max = 0.05 };
    private static readonly MetricSpec Latency = new() { Name = "m", Scrape = new(), Latency = new(), Max = 0.2 };
    private static readonly MetricSpec Scalar = new() { Name = "m", Workload = WorkloadMetric.NotReady, Max = 0.5 };
    private static readonly MetricSpec Probe = new() { Name = "m", Probe = new(), Max = 20 };

    private MetricState state = new();
    private DateTimeOffset now = Epoch;

    [Fact]
    public void The_first_sample_is_a_baseline_and_the_second_is_judged()
    {
        Take(ErrorRate, Counters(("200", 1000), ("500", 900))).Is(Verdict.NoData, NoDataCause.FirstSample);
        Take(ErrorRate, Counters(("200", 1098), ("500", 902))).Is(Verdict.Healthy);
        Assert.Equal(0.02, state.Value!.Value, 9);
        Assert.Equal("2.00 % (2 of 100 requests)", state.Because);
    }

    [Fact]
    public void A_rate_above_the_limit_fails_and_one_at_the_limit_does_not()
    {
        Take(ErrorRate, Counters(("200", 0), ("500", 0)));
        Take(ErrorRate, Counters(("200", 95), ("500", 5))).Is(Verdict.Healthy);
        Take(ErrorRate, Counters(("200", 189), ("500", 11))).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void Errors_are_matched_as_a_whole_by_the_regular_expression()
    {
        var spec = ErrorRate with { ErrorRate = new(Errors: "5..|429") };
        Take(spec, Counters(("1500", 0)));
        Take(spec, Counters(("1500", 50), ("429", 25), ("503", 25))).Is(Verdict.Unhealthy);
        Assert.Equal(0.5, state.Value);
    }

    [Fact]
    public void Too_few_requests_are_gathered_until_they_are_enough()
    {
        var spec = ErrorRate with { MinRequests = 50 };
        Take(spec, Counters(("200", 0)));
        Take(spec, Counters(("200", 30))).Is(Verdict.NoData, NoDataCause.TooFewRequests);
        Assert.Equal("30 of 50 requests so far", state.Because);
        Take(spec, Counters(("200", 49), ("500", 1))).Is(Verdict.Healthy);
        Assert.Equal(0.02, state.Value);
    }

    [Fact]
    public void After_a_judgement_requests_that_gather_again_keep_it()
    {
        var spec = ErrorRate with { MinRequests = 50 };
        Take(spec, Counters(("200", 0)));
        Take(spec, Counters(("200", 60))).Is(Verdict.Healthy);
        Take(spec, Counters(("200", 70))).Is(Verdict.Healthy, NoDataCause.TooFewRequests);
    }

    [Fact]
    public void Requests_that_gather_too_long_keep_no_judgement()
    {
        var spec = ErrorRate with { MinRequests = 50, ConsecutiveErrorLimit = 1 };
        Take(spec, Counters(("200", 0)));
        Take(spec, Counters(("200", 60))).Is(Verdict.Healthy);
        Take(spec, Counters(("200", 61))).Is(Verdict.Healthy, NoDataCause.TooFewRequests);
        Take(spec, Counters(("200", 62))).Is(Verdict.NoData, NoDataCause.TooFewRequests);
        Take(spec, Counters(("200", 120))).Is(Verdict.Healthy);
        Take(spec, Counters(("200", 121))).Is(Verdict.Healthy, NoDataCause.TooFewRequests);
    }

    [Fact]
    public void Nothing_asked_is_idle_and_no_judgement()
    {
        Take(ErrorRate, Counters(("200", 60)));
        Take(ErrorRate, Counters(("200", 160))).Is(Verdict.Healthy);
        Take(ErrorRate, Counters(("200", 160))).Is(Verdict.NoData, NoDataCause.Idle);
    }

    [Fact]
    public void A_reset_between_two_samples_is_no_negative_rate()
    {
        Take(ErrorRate, Counters(("200", 1000), ("500", 50)));
        Take(ErrorRate, Counters(("200", 90), ("500", 10))).Is(Verdict.Unhealthy);
        Assert.Equal(0.1, state.Value);
    }

    [Fact]
    public void A_value_that_is_no_number_and_a_dead_source_are_errors_and_tolerated_up_to_the_limit()
    {
        var spec = Scalar with { ConsecutiveErrorLimit = 2 };
        Take(spec, new ScalarReading("m", 0.1)).Is(Verdict.Healthy);
        Take(spec, new ScalarReading("m", double.NaN)).Is(Verdict.Healthy, NoDataCause.NotANumber);
        Take(spec, new FaultReading("m", NoDataCause.SourceDead, "no answer")).Is(Verdict.Healthy, NoDataCause.SourceDead);
        Take(spec, new ScalarReading("m", double.PositiveInfinity)).Is(Verdict.NoData, NoDataCause.NotANumber);
        Take(spec, new ScalarReading("m", 0.1)).Is(Verdict.Healthy);
        Assert.Equal(0, state.ErrorsInRow);
    }

    [Fact]
    public void An_absent_series_is_no_error_but_no_data_at_once()
    {
        Take(Scalar, new ScalarReading("m", 0.1));
        Take(Scalar, new FaultReading("m", NoDataCause.AbsentSeries, "no series")).Is(Verdict.NoData, NoDataCause.AbsentSeries);
    }

    [Theory]
    [InlineData(NoDataPolicy.Pause, Verdict.NoData)]
    [InlineData(NoDataPolicy.Pass, Verdict.NoData)]
    [InlineData(NoDataPolicy.Fail, Verdict.Unhealthy)]
    public void The_policy_says_what_missing_data_means(NoDataPolicy policy, Verdict verdict) =>
        Take(Scalar with { NoData = policy }, new FaultReading("m", NoDataCause.Idle, "")).Is(verdict);

    [Fact]
    public void An_error_is_tried_again_after_10_seconds_at_most()
    {
        Take(Scalar, new FaultReading("m", NoDataCause.SourceDead, ""));
        Assert.Equal(now - Seconds(30) + Seconds(10), state.NextAt);
        Take(Scalar, new ScalarReading("m", 0));
        Assert.Equal(now, state.NextAt);
    }

    [Fact]
    public void The_failure_limit_is_tolerated_and_trips_when_exceeded()
    {
        var spec = Scalar with { FailureLimit = 2 };
        Take(spec, new ScalarReading("m", 1)).Is(Verdict.Inconclusive);
        Take(spec, new ScalarReading("m", 0)).Is(Verdict.Healthy);
        Take(spec, new ScalarReading("m", 1)).Is(Verdict.Inconclusive);
        Take(spec, new ScalarReading("m", 1)).Is(Verdict.Unhealthy);
        Take(spec, new ScalarReading("m", 0)).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void The_inconclusive_limit_keeps_Healthy_that_many_times()
    {
        var spec = Latency with { InconclusiveLimit = 1 };
        Take(spec, Counters(("0.1", 0), ("+Inf", 0)));
        Take(spec, Counters(("0.1", 100), ("+Inf", 100))).Is(Verdict.Healthy);
        Take(spec, Counters(("0.1", 150), ("+Inf", 200))).Is(Verdict.Healthy);
        Take(spec, Counters(("0.1", 200), ("+Inf", 300))).Is(Verdict.Inconclusive);
    }

    [Fact]
    public void Latency_beyond_the_last_bucket_is_unknown_below_the_limit_and_fails_at_or_above_it()
    {
        Take(Latency, Counters(("0.1", 0), ("+Inf", 0)));
        Take(Latency, Counters(("0.1", 50), ("+Inf", 100))).Is(Verdict.Inconclusive);
        state = new();
        Take(Latency, Counters(("0.2", 0), ("+Inf", 0)));
        Take(Latency, Counters(("0.2", 50), ("+Inf", 100))).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void A_histogram_without_Inf_has_no_data()
    {
        Take(Latency, Counters(("0.1", 0)));
        Take(Latency, Counters(("0.1", 10))).Is(Verdict.NoData, NoDataCause.AbsentSeries);
    }

    [Fact]
    public void A_least_value_fails_below_it()
    {
        Take(Scalar with { Max = null, Min = 3 }, new ScalarReading("m", 3)).Is(Verdict.Healthy);
        Take(Scalar with { Max = null, Min = 3 }, new ScalarReading("m", 2.9)).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void Downtime_is_the_time_between_failed_attempts()
    {
        Attempt(true, 5).Is(Verdict.Healthy);
        Attempt(false, 5).Is(Verdict.Inconclusive);
        Assert.Equal(TimeSpan.Zero, state.LongestDown);
        Attempt(false, 5);
        Attempt(false, 5);
        Assert.Equal(Seconds(10), state.LongestDown);
        Attempt(true, 5).Is(Verdict.Healthy);
        Assert.Equal(10, state.Value);
    }

    [Fact]
    public void Downtime_beyond_the_limit_is_Unhealthy()
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            Attempt(false, 5);
        }

        Assert.Equal((Seconds(20), Verdict.Inconclusive), (state.LongestDown, state.Verdict));
        Attempt(false, 5).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void Time_in_which_nobody_looked_is_no_downtime()
    {
        Attempt(false, 5);
        Attempt(false, 10); // two intervals: still watched
        Assert.Equal(Seconds(10), state.LongestDown);
        Attempt(false, 11); // more than two: nobody looked
        Assert.Equal(Seconds(10), state.LongestDown);
        Attempt(false, 5);
        Assert.Equal(Seconds(15), state.LongestDown);
    }

    [Fact]
    public void What_is_beyond_the_limit_in_both_colors_is_not_the_releases_doing()
    {
        Take(ErrorRate, Counters(("200", 0), ("500", 0)), old: Counters(("200", 0), ("500", 0)));
        Take(ErrorRate, Counters(("200", 80), ("500", 20)), old: Counters(("200", 85), ("500", 15))).Is(Verdict.Inconclusive);
        Assert.Equal("20.00 % (20 of 100 requests), limit 5.00 %; the old color alike: 15.00 % (15 of 100 requests), limit 5.00 %", state.Because);
        Assert.Equal(0, state.Failures);
        Take(ErrorRate, Counters(("200", 160), ("500", 40)), old: Counters(("200", 185), ("500", 15))).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void A_query_that_names_the_color_is_excused_by_what_it_tells_of_the_old_one()
    {
        Take(Scalar, new ScalarReading("m", 0.8), old: new ScalarReading("m", 0.6)).Is(Verdict.Inconclusive);
        Assert.Equal("0.8, limit 0.5; the old color alike: 0.6, limit 0.5", state.Because);
        Assert.Equal(0, state.Failures);
        Take(Scalar, new ScalarReading("m", 0.8), old: new FaultReading("m", NoDataCause.AbsentSeries, "gone")).Is(Verdict.Unhealthy);
        Take(Scalar, new ScalarReading("m", 0.8), old: new ScalarReading("m", 0.01)).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void Samples_that_carry_the_time_of_the_reading_before_are_stale_whatever_the_pods_clock_says()
    {
        Take(ErrorRate, Stamped(0, 1000));
        Take(ErrorRate, Stamped(100, 2000)).Is(Verdict.Healthy);
        Take(ErrorRate, Stamped(100, 2000)).Is(Verdict.Healthy, NoDataCause.Stale);
        Assert.Equal("the samples of pod-1 still carry the time 2000, as at the reading before", state.Because);
        Assert.Equal(1, state.ErrorsInRow);

        // The clock was set back, and requests came: that is no stale sample.
        Take(ErrorRate, Stamped(200, 500)).Is(Verdict.Healthy);
        Assert.Null(state.NoData);

        // A pod beside it that is measured is enough.
        var beside = new PodCounters("pod-2", [new("200", 10)]);
        Take(ErrorRate, Stamped(300, 500) with { Pods = [.. Stamped(200, 500).Pods, beside] }).Is(Verdict.Healthy);
        Assert.Null(state.NoData);
    }

    private static CounterReading Stamped(double requests, double stamp) =>
        new("m", [new("pod-1", [new("200", requests)], stamp)]);

    [Fact]
    public void Pods_that_could_not_be_read_are_named()
    {
        Take(ErrorRate, Counters(("200", 0)));
        Take(ErrorRate, Counters(("200", 100)) with { Missing = "1 of 2 pods not read: pod-2: HTTP 503" }).Is(Verdict.Healthy);
        Assert.Equal("0.00 % (0 of 100 requests); 1 of 2 pods not read: pod-2: HTTP 503", state.Because);
    }

    [Fact]
    public void An_old_color_that_was_not_read_before_excuses_once_and_not_by_its_whole_life()
    {
        Take(ErrorRate, Counters(("200", 0), ("500", 0)));
        Take(ErrorRate, Counters(("200", 80), ("500", 20)), old: Counters(("200", 0), ("500", 900))).Is(Verdict.Inconclusive);
        Assert.Contains("; the old color can't be compared yet: a difference needs two readings", state.Because, StringComparison.Ordinal);
        Take(ErrorRate, Counters(("200", 160), ("500", 40)), old: Counters(("200", 90), ("500", 900))).Is(Verdict.Unhealthy);
    }

    [Fact]
    public void Restarts_count_from_the_first_sample_on_and_add_up()
    {
        var restarts = new MetricSpec { Name = "m", Workload = WorkloadMetric.Restarts, Max = 1 };
        Take(restarts, Counters(("app", 3))).Is(Verdict.NoData, NoDataCause.FirstSample);
        Take(restarts, Counters(("app", 4))).Is(Verdict.Healthy);
        Take(restarts, Counters(("app", 4))).Is(Verdict.Healthy);
        Take(restarts, Counters(("app", 5))).Is(Verdict.Unhealthy);
        Assert.Equal(2, state.Value);
    }

    [Fact]
    public void A_pod_that_answers_again_brings_only_what_came_since_it_was_last_read()
    {
        Take(ErrorRate, new CounterReading("m", [Pod("a", 1000, 0), Pod("b", 1000, 500)]));
        Take(ErrorRate, new CounterReading("m", [Pod("a", 1100, 0)])).Is(Verdict.Healthy);
        Take(ErrorRate, new CounterReading("m", [Pod("a", 1200, 0), Pod("b", 1100, 501)])).Is(Verdict.Healthy);
        Assert.Equal("0.50 % (1 of 201 requests)", state.Because);
    }

    [Fact]
    public void A_series_that_is_left_out_for_a_while_brings_only_what_came_since()
    {
        Take(ErrorRate, Counters(("200", 1000), ("500", 500)));
        Take(ErrorRate, Counters(("200", 1100))).Is(Verdict.Healthy);
        Take(ErrorRate, Counters(("200", 1200), ("500", 501))).Is(Verdict.Healthy);
        Assert.Equal("0.99 % (1 of 101 requests)", state.Because);
        Take(ErrorRate, new CounterReading("m", [new("pod-1", [])]));
        Take(ErrorRate, Counters(("200", 1300), ("500", 501))).Is(Verdict.Healthy);
        Assert.Equal("0.00 % (0 of 100 requests)", state.Because);

        // The process began anew: what it had counted before is forgotten.
        Take(ErrorRate, Counters(("200", 10)));
        Take(ErrorRate, Counters(("200", 109), ("500", 1))).Is(Verdict.Healthy);
        Assert.Equal("1.00 % (1 of 100 requests)", state.Because);
    }

    [Fact]
    public void All_measurements_that_were_asked_for_without_a_limit_exceeded_are_a_success()
    {
        var twice = Scalar with { Count = 2, FailureLimit = 1 };
        Take(twice, new ScalarReading("m", 0)).Is(Verdict.Healthy);
        Take(twice, new ScalarReading("m", 1)).Is(Verdict.Healthy);
        Assert.Equal(1, state.Failures);
    }

    [Fact]
    public void The_last_ten_measurements_are_kept()
    {
        for (var value = 0; value < 12; value++)
        {
            Take(Scalar, new ScalarReading("m", value / 100.0));
        }

        Assert.Equal(Enumerable.Range(2, 10).Select(value => (double?)(value / 100.0)), state.Recent.Select(one => one.Value));
    }

    /// <summary>Each takes its limit of 10 s, and 5 s later the next begins: nobody had an answer all the while.</summary>
    [Fact]
    public void Attempts_that_hang_are_downtime_from_the_first_that_failed()
    {
        Hang().Hang().Is(Verdict.Inconclusive);
        Assert.Equal(Seconds(15), state.LongestDown);
        Hang().Is(Verdict.Unhealthy);
        Assert.Equal(Seconds(30), state.LongestDown);
    }

    [Fact]
    public void Time_between_attempts_that_hang_in_which_nobody_looked_is_no_downtime()
    {
        Hang(after: 60).Hang(after: 60).Hang(after: 60);
        Assert.Equal(TimeSpan.Zero, state.LongestDown);
    }

    [Fact]
    public void A_probe_ends_when_it_ends_however_long_the_sample_waited_that_it_is_part_of()
    {
        for (var round = 0; round < 3; round++)
        {
            var began = now;
            state = MetricJudge.Apply(
                Probe, state, new ProbeReading("m", false, "503", began + Seconds(0.1)), began + Seconds(30), Seconds(5), from: began);
            now += Seconds(35);
        }

        // 35 s lie between the attempts, in which nobody looked.
        Is(Verdict.Inconclusive);
        Assert.Equal(TimeSpan.Zero, state.LongestDown);
    }

    private MetricJudgeTests Hang(double after = 5)
    {
        var from = now += Seconds(after);
        now += Seconds(10);
        state = MetricJudge.Apply(Probe, state, new ProbeReading("m", false, "no answer within 10 s"), now, Seconds(5), from: from);
        return this;
    }

    private static PodCounters Pod(string name, double ok, double bad) => new(name, [new("200", ok), new("500", bad)]);

    private MetricJudgeTests Take(MetricSpec spec, MetricReading reading, MetricReading? old = null)
    {
        state = MetricJudge.Apply(spec, state, reading, now, Seconds(30), old);
        now += Seconds(30);
        Assert.Equal(CoreJson.Write(state), CoreJson.Write(CoreJson.Read<MetricState>(CoreJson.Write(state))));
        return this;
    }

    private MetricJudgeTests Attempt(bool succeeded, double afterSeconds)
    {
        now += Seconds(afterSeconds);
        state = MetricJudge.Apply(Probe, state, new ProbeReading("m", succeeded, "503"), now, Seconds(5));
        return this;
    }

    private void Is(Verdict verdict, NoDataCause? cause = null)
    {
        Assert.Equal(verdict, state.Verdict);
        if (cause is not null)
        {
            Assert.Equal(cause, state.NoData);
        }
    }

    private static CounterReading Counters(params (string Label, double Value)[] series) =>
        new("m", [new("pod-1", [.. series.Select(one => new CounterSeries(one.Label, one.Value))])]);
}
