using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Tests.Releases;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Views;

/// <summary>What environments that are not started yet wait for.</summary>
public sealed class ExplainViewTests
{
    [Fact]
    public void A_wave_before_it() => Waits(
        "wave w1 comes first", new ReleaseScript(Waves(["a"], ["b"])).Ask().Reports("a", EnvironmentPhase.Baking), "b");

    [Fact]
    public void An_approval_of_its_own_wave_or_of_one_before_it()
    {
        var script = new ReleaseScript(Gated(Waves(["a"], ["b"]))).Ask();
        Waits("wave w1 waits for 1 approval(s) by approver", script, "a");
        Waits("wave w1 comes first (wave w1 waits for 1 approval(s) by approver)", script, "b");
    }

    [Fact]
    public void A_pause_of_the_release() => Waits(
        "the release is paused by bob: because",
        new ReleaseScript(Waves(["a"], ["b"])).Ask().Reports("a", EnvironmentPhase.Baking).Acts(ReleaseAction.Pause), "b");

    [Fact]
    public void Another_release_of_the_application()
    {
        var before = new ReleaseScript(Waves(["a"]) with { Release = "r0" }).Ask();
        Waits("release r0 is under way", new ReleaseScript(Waves(["a"]), before.Application).Ask(), "a");
    }

    [Fact]
    public void Its_permit() => Waits("the application is asked for its permit", new ReleaseScript(Waves(["a"])), "a");

    private static void Waits(string what, ReleaseScript script, string cluster)
    {
        var release = ReleaseView.Of(script.Plan, script.State);
        var explained = ExplainView.Of(new ReleaseDetail(release, [])).Environments.Single(one => one.Key.ToString() == KeyOf(cluster));
        Assert.Equal((EnvironmentPhase.Queued, $"it waits for its start: {what}"), (explained.Phase, explained.Sentence));
    }

    private static Core.Plans.ReleasePlan Gated(Core.Plans.ReleasePlan plan) => plan with
    {
        Waves = plan.Waves.SetItem(0, plan.Waves[0] with { Gate = new GateSpec { Approval = new ApprovalSpec { Role = "approver" } } }),
    };
}
