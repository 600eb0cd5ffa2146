using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
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
            script.Apply(new Core.Releases.EnvironmentsReported(script.Now, [before]));
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

    private ReleaseScript Finds(string cluster, int intervals) =>
        script.Reports(cluster, EnvironmentPhase.Shifting, report => report with { Regression = Evidence(intervals) });

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
