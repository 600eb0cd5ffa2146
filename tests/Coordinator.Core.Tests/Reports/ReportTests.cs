using System.Collections.Immutable;
using System.Text.Json;
using Coordinator.Core.Analysis;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Reports;
using Coordinator.Core.Tests.Environments;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;
using static Coordinator.Core.Tests.Reports.SampleReport;

namespace Coordinator.Core.Tests.Reports;

public sealed class ReportTests
{
    private const string Folder = "tests/Coordinator.Core.Tests/Reports/testdata";

    [Fact]
    public void A_report_reads_as_expected()
    {
        var report = Report();
        var json = JsonSerializer.Serialize(report, new JsonSerializerOptions(CoreJson.Options) { WriteIndented = true });

        Repository.Golden(json + "\n", Folder, "report.json");
        Repository.Golden(ReportMarkdown.Of(report), Folder, "report.md");
        Assert.Equal(ReportMarkdown.Of(report), ReportMarkdown.Of(CoreJson.Read<ReleaseReport>(json)));
    }

    [Fact]
    public void Requests_of_several_environments_are_added_up()
    {
        var (one, other) = (Outcome("eu-1", [.. Rounds(4, failed: 1)]), Outcome("eu-2", [.. Rounds(1, failed: 4)]));

        Assert.Equal((0.016, CheckOutcome.Pass, "8 of 500 requests"), Row(CriterionKind.ErrorRate, one, other));
        // 100 requests in each 30 s.
        Assert.Equal(200 / 30.0, Find(CriterionKind.Rate, one, other).Measured!.Value, 6);
        Assert.Equal((1.0, null, "7 of 7 probes"), Row(CriterionKind.Availability, one, other));
    }

    [Fact]
    public void The_order_of_environments_does_not_matter()
    {
        EnvironmentOutcome[] some = [Outcome("eu-1", [.. Rounds(4, 1)]), Outcome("eu-2", [.. Rounds(1, 9, slow: 70)]), Outcome("us-1", [])];

        Assert.Equal(SuccessCriteria.Of(some, Scope.Release), SuccessCriteria.Of(some.Reverse().ToArray(), Scope.Release));
    }

    [Fact]
    public void A_limit_that_one_environment_broke_is_broken_although_all_together_kept_it()
    {
        var (good, bad) = (Outcome("eu-1", [.. Rounds(20, failed: 0)]), Outcome("eu-2", [.. Rounds(1, failed: 10)]));

        var (measured, verdict, _) = Row(CriterionKind.ErrorRate, good, bad);
        Assert.Equal(CheckOutcome.Fail, verdict);
        Assert.True(measured < 0.05, $"{measured}");
    }

    [Theory]
    [InlineData(2, CheckOutcome.Pass)]
    [InlineData(50, CheckOutcome.Fail)]
    public void A_quantile_is_that_of_all_requests(double slow, CheckOutcome expected)
    {
        var criterion = Find(CriterionKind.P95, Outcome("eu-1", [.. Rounds(3, failed: 0, slow)]));

        Assert.Equal((0.1, expected), (criterion.Limit!.Value, criterion.Verdict!.Value));
        var p99 = Find(CriterionKind.P99, Outcome("eu-1", [.. Rounds(3, failed: 0, slow)]));
        Assert.True(p99.Measured > criterion.Measured && p99.Verdict is null, $"p99 {p99}, p95 {criterion}");
    }

    [Fact]
    public void What_has_a_limit_and_was_not_measured_is_a_warning_and_no_zero()
    {
        var nothing = SuccessCriteria.Of([Outcome("eu-1", [])], Scope.Environment);

        Assert.All(nothing, criterion => Assert.Null(criterion.Measured));
        Assert.Equal(
            [CriterionKind.Downtime, CriterionKind.ErrorRate, CriterionKind.P95],
            nothing.Where(criterion => criterion.Verdict is CheckOutcome.Warn).Select(criterion => criterion.Kind));
    }

    [Fact]
    public void Targets_of_load_checks_are_rows_of_their_own()
    {
        var good = Outcome("eu-1", [.. Rounds(1, 0)], LoadResult(0, 99.5, CheckOutcome.Pass));
        var bad = Outcome("eu-2", [.. Rounds(1, 0)], LoadResult(2, 94, CheckOutcome.Warn));

        var rows = SuccessCriteria.Of([good, bad], Scope.Release).Where(row => row.Check is not null);
        Assert.Equal(
            [
                new(CriterionKind.P95, 0.05, 0.1, CheckOutcome.Pass, "2000 requests of the check, the worst of 2 environments", "validation/users"),
                new(CriterionKind.Availability, 0.998, 0.999, CheckOutcome.Warn, "2000 requests of the check, the worst of 2 environments", "validation/users"),
                new(CriterionKind.Rate, 94, 95, CheckOutcome.Warn, "2000 requests of the check, the worst of 2 environments", "validation/users"),
            ],
            rows);
        Assert.All(SuccessCriteria.Of([good], Scope.Environment).Where(row => row.Check is not null), row => Assert.Equal(CheckOutcome.Pass, row.Verdict));
    }

    [Fact]
    public void Downtime_counts_between_failed_probes()
    {
        var down = Outcome("eu-1", [.. Rounds(3, failed: 0, isDown: true)]);

        Assert.Equal((0.25, null, "1 of 4 probes"), Row(CriterionKind.Availability, down));
        var round = Round.Of(0, 0, 0, isDown: true);
        var tally = HealthJudge.Apply(Metered, HealthJudge.Apply(Metered, HealthJudge.Begin(Metered, new(), Epoch), round.Readings, Epoch), round.Readings, Epoch + Seconds(5))
            .Tallies["down"];
        Assert.Equal((2, 2, Seconds(5)), (tally.Attempts, tally.FailedAttempts, tally.LongestDown));
    }

    [Fact]
    public void What_was_never_up_was_down_however_short_it_was_looked_at()
    {
        EnvironmentOutcome Probed(params bool[] downs) => Outcome("eu-1", [.. downs.Select((isDown, index) => Round.Of(index, 0, 2, isDown))]);

        Assert.Equal((0, CheckOutcome.Fail, "longest in 2 probes"), Row(CriterionKind.Downtime, Probed(true, true)));
        Assert.Equal((0, CheckOutcome.Pass, "longest in 3 probes"), Row(CriterionKind.Downtime, Probed(true, true, false)));
    }

    [Fact]
    public void What_was_measured_outlives_a_step_a_new_analysis_and_the_end_of_keepPrevious()
    {
        var analysis = HealthJudge.Begin(Metered, new(), Epoch);
        analysis = HealthJudge.Apply(Metered, analysis, Round.Of(0, 0, 0, false).Readings, Epoch);
        analysis = HealthJudge.Apply(Metered, analysis, Round.Of(1, 3, 0, false).Readings, Epoch + Seconds(30));
        analysis = HealthJudge.Begin(Metered, analysis, Epoch + Seconds(31)).Anew();
        analysis = HealthJudge.Begin(Metered, analysis, Epoch + Seconds(40));
        analysis = HealthJudge.Apply(Metered, analysis, Round.Of(5, 3, 0, false).Readings, Epoch + Seconds(60));
        analysis = HealthJudge.Apply(Metered, analysis, Round.Of(6, 3, 0, false).Readings, Epoch + Seconds(90));

        var tally = analysis.Tallies["errors"];
        // The requests between the two analyses were not compared: neither they nor their time count.
        Assert.Equal((200, 6, Seconds(60)), (tally.Counted.Values.Sum(), tally.Counted["500"], tally.CountedFor));
    }

    [Fact]
    public void Keeping_the_previous_color_ends_and_the_report_is_whole()
    {
        var script = new EnvironmentScript(Given.Plan()).Reach(EnvironmentPhase.Live);
        var before = EnvironmentOutcome.Of(Given.Plan(), script.State);
        script.ReleaseEnds().Wait(Minutes(61)).Done();

        Assert.Null(script.State.Analysis.Since);
        Assert.Equal(before.Metrics.Single().Tally, EnvironmentOutcome.Of(Given.Plan(), script.State).Metrics.Single().Tally);
    }

    [Fact]
    public void A_release_that_succeeded_with_a_warning_says_so()
    {
        var view = new ReleaseView
        {
            Name = "r1",
            Application = "cart",
            Version = "2",
            PlanDigest = "",
            Phase = ReleasePhase.Succeeded,
            SubmittedBy = "ada",
            SubmittedAt = Epoch,
            Counts = ImmutableSortedDictionary<string, int>.Empty,
            Waves = [new("all", 1, 0, [], [new(new("eu-1", "shop", "cart"), "eu", EnvironmentPhase.Live, null)])],
        };
        var clean = Outcome("eu-1", [.. Rounds(2, failed: 0)], Result(CheckOutcome.Pass));

        Assert.Equal(CheckOutcome.Pass, ReleaseReport.Of(view, [clean]).Verdict);
        Assert.Equal(CheckOutcome.Warn, ReleaseReport.Of(view, [clean with { Checks = [Result(CheckOutcome.Warn)] }]).Verdict);
        Assert.Null(ReleaseReport.Of(view with { Phase = ReleasePhase.Progressing }, [clean]).Verdict);
    }

    private static Criterion Find(CriterionKind kind, params EnvironmentOutcome[] outcomes) =>
        SuccessCriteria.Of(outcomes, Scope.Release).Single(criterion => criterion.Kind == kind && criterion.Check is null);

    private static (double? Measured, CheckOutcome? Verdict, string Basis) Row(CriterionKind kind, params EnvironmentOutcome[] outcomes)
    {
        var criterion = Find(kind, outcomes);
        return (criterion.Measured, criterion.Verdict, criterion.Basis);
    }
}
