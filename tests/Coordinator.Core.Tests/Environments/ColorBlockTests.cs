using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>What an environment does with colours that can't be told apart.</summary>
public sealed class ColorBlockTests
{
    [Fact]
    public void Selector_and_record_that_disagree_block_as_a_split() => Found(Serving with { RecordedActive = "green" })
        .Is(EnvironmentPhase.Blocked).PerformsNothing().Says("traffic-split");

    [Fact]
    public void Any_other_value_of_the_colour_label_blocks() => Found(Serving with { UnknownColors = ["v1"] })
        .Is(EnvironmentPhase.Blocked).PerformsNothing().Says("unknown-color");

    [Fact]
    public void Pods_without_a_colour_are_refused_in_Preflight() => Found(Tests.Environments.Found.Uncolored)
        .Is(EnvironmentPhase.Failed).PerformsNothing().Says("adoption-needed");

    [Fact]
    public void Objects_of_another_environment_are_refused_in_Preflight() => Found(Serving with { Owner = "other/c1/shop/cart" })
        .Is(EnvironmentPhase.Failed).PerformsNothing().Says("other-owner");

    [Fact]
    public void What_people_should_know_goes_into_the_journal()
    {
        var script = new EnvironmentScript(Plan()).Start();
        script.Apply(new PreflightAnswered(
            script.Now, script.State.Turn, new("v1.36.0", [new("gitops", true, "also applied by Flux", IsWarning: true)], Serving)));

        script.Is(EnvironmentPhase.Preparing).Says("also applied by Flux");
    }

    private static ColorObservation Serving => Tests.Environments.Found.Serving("blue");

    private static EnvironmentScript Found(ColorObservation colors) => new EnvironmentScript(Plan()).Start().PreflightFinds(colors);
}
