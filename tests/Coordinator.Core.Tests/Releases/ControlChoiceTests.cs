using Coordinator.Core.Environments;

namespace Coordinator.Core.Tests.Releases;

public sealed class ControlChoiceTests
{
    [Fact]
    public void The_last_ones_of_its_region_and_of_another_are_measured_beside_the_first()
    {
        var script = new ReleaseScript(ReleaseScript.Waves(["a1@eu"], ["a2@eu", "b1@us"], ["a3@eu", "b2@us"])).Ask();

        Assert.Equal(["a3/shop/cart", "b2/shop/cart"], Controls(script, "a1"));
    }

    [Fact]
    public void In_one_region_the_last_two_are()
    {
        var script = new ReleaseScript(ReleaseScript.Waves(["a1"], ["a2", "a3", "a4"])).Ask();

        Assert.Equal(["a4/shop/cart", "a3/shop/cart"], Controls(script, "a1"));
    }

    [Fact]
    public void Those_that_start_together_are_no_controls_of_each_other()
    {
        var script = new ReleaseScript(ReleaseScript.Waves(["a1", "a2"])).Ask();

        Assert.Empty(Controls(script, "a1"));
        Assert.Empty(Controls(script, "a2"));
    }

    [Fact]
    public void One_that_went_back_serves_the_old_version_again()
    {
        var plan = ReleaseScript.Waves(["a1", "a2"], ["a3"]);
        plan = plan with { Waves = [plan.Waves[0] with { FailurePolicy = new(1) }, plan.Waves[1]] };
        var script = new ReleaseScript(plan).Ask().Reports("a1", EnvironmentPhase.Live).GoesBack("a2").Proven("a1").Ask();

        Assert.Equal(["a2/shop/cart"], Controls(script, "a3"));
    }

    private static IEnumerable<string> Controls(ReleaseScript script, string cluster) =>
        script.State.Members[ReleaseScript.KeyOf(cluster)].Open.Single(open => open.Kind is DirectiveKind.Start).Controls!.Value
            .Select(control => control.Key.ToString());
}
