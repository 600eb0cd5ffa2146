using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Reports;
using static Coordinator.Core.Tests.Given;
using static Coordinator.Core.Tests.Reports.SampleReport;

namespace Coordinator.Core.Tests.Reports;

public sealed class RegressionCriteriaTests
{
    [Fact]
    public void A_comparison_that_ended_the_release_is_a_row_that_failed()
    {
        var bad = Compared("eu-1", "eu", Scope.Environment, intervals: 60, newBad: 3);

        var row = Row(Scope.Environment, bad)!;
        Assert.Equal((1000.0, CheckOutcome.Fail), (row.Limit!.Value, row.Verdict!.Value));
        Assert.True(row.Measured >= row.Limit, $"{row}");
        Assert.Equal("errors: 180 of 1500 bad on the new color, 0 of 1500 on the old", row.Basis);
        Assert.Equal(("regression (e-value)", "< 1000"), (ReportText.Of(row), ReportText.Limit(row)));
    }

    [Fact]
    public void A_release_that_is_no_worse_keeps_the_limit()
    {
        var row = Row(Scope.Environment, Compared("eu-1", "eu", Scope.Environment, intervals: 60, newBad: 0))!;

        Assert.Equal(CheckOutcome.Pass, row.Verdict);
        Assert.True(row.Measured < 1, $"{row}");
    }

    [Fact]
    public void Evidence_too_small_in_each_environment_is_judged_where_it_is_pooled()
    {
        var some = Enumerable.Range(1, 6).Select(index => Compared($"eu-{index}", "eu", Scope.Release, intervals: 3, newBad: 1)).ToArray();

        var (alone, all) = (Row(Scope.Environment, some[0])!, Row(Scope.Release, some)!);
        Assert.Equal((null, null), (alone.Limit, alone.Verdict));
        Assert.Equal(CheckOutcome.Fail, all.Verdict);
        Assert.True(all.Measured > alone.Measured, $"{all.Measured} {alone.Measured}");
        Assert.Equal(all, Row(Scope.Release, [.. some.Reverse()]));
        // The sum of logarithms, bet by bet, is the product that decides.
        Assert.Equal(Math.Exp(RegressionJudge.Weigh([.. some.Select(one => one.Evidence!)])!.LogEValue), all.Measured!.Value, 9);
    }

    [Fact]
    public void Over_several_pools_the_worst_one_speaks()
    {
        var (bad, good) = (Compared("eu-1", "eu", Scope.Region, intervals: 60, newBad: 3), Compared("us-1", "us", Scope.Region, intervals: 60, newBad: 0));

        var (all, eu) = (Row(Scope.Release, good, bad)!, Row(Scope.Region, bad)!);
        Assert.Equal((eu.Measured, eu.Limit, CheckOutcome.Fail), (all.Measured, all.Limit, all.Verdict!.Value));
        Assert.EndsWith("; the worst of 2 pools", all.Basis, StringComparison.Ordinal);
        Assert.Equal(CheckOutcome.Pass, Row(Scope.Region, good)!.Verdict);
    }

    [Fact]
    public void What_was_not_compared_is_a_warning_and_a_first_install_has_nothing_to_compare()
    {
        var row = Row(Scope.Environment, Compared("eu-1", "eu", Scope.Environment, intervals: 0, newBad: 0))!;

        Assert.Equal((null, CheckOutcome.Warn), (row.Measured, row.Verdict!.Value));
        Assert.Null(Row(Scope.Environment, Compared("eu-1", "eu", Scope.Environment, intervals: 1, newBad: 0, active: null)));
        Assert.Null(Row(Scope.Environment, Outcome("eu-1", [])));
    }

    [Fact]
    public void Overwhelming_evidence_is_a_number_that_JSON_can_hold()
    {
        var row = Row(Scope.Environment, Compared("eu-1", "eu", Scope.Environment, intervals: 5000, newBad: 20))!;

        Assert.Equal(RegressionCriteria.Most, row.Measured);
        Assert.Equal(row, CoreJson.Read<Criterion>(CoreJson.Write(row)));
    }

    private static Criterion? Row(Scope over, params EnvironmentOutcome[] outcomes) =>
        SuccessCriteria.Of(outcomes, over).SingleOrDefault(row => row.Kind is CriterionKind.Regression);

    private static EnvironmentOutcome Compared(string cluster, string region, Scope pool, int intervals, double newBad, Color? active = Color.Blue)
    {
        var evidence = new RegressionEvidence
        {
            Since = Epoch,
            Pool = pool,
            FalseAlarm = 0.001,
            Tolerance = 0.002,
            Metrics = RegressionEvidence.Nothing.SetItem(
                "errors", Enumerable.Repeat(new PairedCounts(25, 0, 25, newBad), intervals).Aggregate(Evidence.None, (found, one) => found.Add(one, 0.002))),
        };
        return EnvironmentOutcome.Of(Metered with { Region = region }, new()
        {
            Key = new(cluster, "shop", "cart"),
            Release = "r1",
            Colors = new(active, Color.Green),
            Analysis = new() { Regression = new() { Evidence = evidence } },
        });
    }
}
