using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Releases;

public sealed class RegressionTests
{
    private readonly ReleaseScript script = new ReleaseScript(ReleaseScript.Waves(["a@eu", "b@us", "c@ap"])).Ask();

    [Fact]
    public void Evidence_of_all_regions_is_multiplied_and_those_with_users_are_told_once()
    {
        Finds("a", 12).Directs(DirectiveKind.Regressed);
        Finds("b", 12).Directs(DirectiveKind.Regressed);
        Finds("c", 12).Directs(DirectiveKind.Regressed, "a", "b", "c").Says("regression of errors in 3 environments");
        Finds("a", 13).Directs(DirectiveKind.Regressed, "b", "c");
    }

    [Fact]
    public void An_older_report_that_comes_again_counts_once()
    {
        Finds("a", 12);
        var before = script.State.Members[ReleaseScript.KeyOf("a")].Report!;
        for (var again = 0; again < 10; again++)
        {
            script.Apply(new EnvironmentsReported(script.Now, [before]));
        }

        script.Directs(DirectiveKind.Regressed);
    }

    [Fact]
    public void An_environment_that_is_back_already_is_not_told()
    {
        Finds("a", 12);
        Finds("b", 12);
        script.Reports("a", EnvironmentPhase.RollingBack, report => report with
        {
            Back = new("ada", "looks wrong", Epoch, null, false),
            Regression = Evidence(12),
        });
        Finds("c", 12).Directs(DirectiveKind.Regressed, "b", "c");
    }

    [Fact]
    public void What_was_reported_is_only_a_reason_to_ask_and_quiet_intervals_since_take_it_back()
    {
        foreach (var cluster in (string[])["a", "b", "c"])
        {
            Reports(cluster, 12);
        }

        script.Directs(DirectiveKind.Regressed);
        Assert.Contains("regression of errors in 3 environments", ReleaseMachine.Suspected(script.State)!.Found, StringComparison.Ordinal);
        Assert.Equal([.. ((string[])["a", "b", "c"]).Select(ReleaseScript.KeyOf)], ReleaseMachine.Suspected(script.State)!.Keys);

        Read("a", "b", "c", quiet: 100).Directs(DirectiveKind.Regressed).Says("suspected a regression; what 3 environments found up to now is not enough");
        Assert.Null(ReleaseMachine.Suspected(script.State));
    }

    [Fact]
    public void Nothing_is_decided_before_all_environments_answered()
    {
        foreach (var cluster in (string[])["a", "b", "c"])
        {
            Reports(cluster, 12);
        }

        Read("a", "b").Directs(DirectiveKind.Regressed);
        Assert.NotNull(ReleaseMachine.Suspected(script.State));
        Read("a", "b", "c").Directs(DirectiveKind.Regressed, "a", "b", "c");
        Assert.Null(ReleaseMachine.Suspected(script.State));
    }

    private ReleaseScript Finds(string cluster, int intervals)
    {
        Reports(cluster, intervals);
        return ReleaseMachine.Suspected(script.State) is null ? script : Read([.. ReleaseMachine.Suspected(script.State)!.Keys]);
    }

    private void Reports(string cluster, int intervals) =>
        script.Reports(cluster, EnvironmentPhase.Shifting, report => report with { Regression = Evidence(intervals) });

    private ReleaseScript Read(params string[] clusters) => script.Apply(new ReleaseEvidenceRead(script.Now, [.. clusters.Select(Answer)]));

    private ReleaseScript Read(string first, string second, string third, int quiet) => script.Apply(new ReleaseEvidenceRead(
        script.Now, [.. ((string[])[first, second, third]).Select(Answer).Select(one => one with { Evidence = Quiet(one.Evidence!, quiet) })]));

    private EnvironmentEvidence Answer(string cluster)
    {
        var report = script.State.Members[cluster.Contains('/') ? cluster : ReleaseScript.KeyOf(cluster)].Report!;
        return new(report.Key, report.Regression!);
    }

    private static RegressionEvidence Quiet(RegressionEvidence evidence, int intervals) => evidence with
    {
        Metrics = evidence.Metrics.SetItem("errors", Enumerable.Repeat(new PairedCounts(25, 0, 25, 0), intervals)
            .Aggregate(evidence.Metrics["errors"], (found, one) => found.Add(one, evidence.Tolerance))),
    };

    private static RegressionEvidence Evidence(int intervals) => new()
    {
        Since = Epoch,
        Pool = Scope.Release,
        FalseAlarm = 1e-6,
        Tolerance = 0.002,
        Metrics = RegressionEvidence.Nothing.SetItem(
            "errors", Enumerable.Repeat(new PairedCounts(25, 0, 25, 1), intervals).Aggregate(Core.Analysis.Regression.Evidence.None, (found, one) => found.Add(one, 0.002))),
    };
}
