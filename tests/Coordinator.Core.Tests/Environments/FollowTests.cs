using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>The previous colour stays able to take all users while the one that serves grows.</summary>
public sealed class FollowTests
{
    [Fact]
    public void The_previous_colour_follows_the_active_one_up() =>
        Grown(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking))
            .Performs<FollowActive>(effect => Assert.Equal((Color.Green, Color.Blue), (effect.Order.Active!.Value, effect.Order.Preview)))
            .Says("green has 4 pods, blue 2")
            .Done().Is(EnvironmentPhase.Baking).PerformsNothing().HealthyFor(Seconds(90)).Is(EnvironmentPhase.Live);

    [Fact]
    public void It_follows_while_Live_until_keepPrevious_ends()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).ReleaseEnds();
        Grown(script).Performs<FollowActive>().Done().Is(EnvironmentPhase.Live);
        Grown(script, 6).Performs<FollowActive>().Done().Wait(TimeSpan.FromHours(1)).Performs<RetirePrevious>().Done();
        Grown(script, 9).PerformsNothing();
    }

    [Fact]
    public void A_growth_is_followed_once_even_where_the_pods_never_come()
    {
        var script = Grown(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live)).Performs<FollowActive>().Done();
        Grown(script).PerformsNothing();
        Grown(script, 5).Performs<FollowActive>();
    }

    [Fact]
    public void A_previous_colour_that_is_as_large_has_nothing_to_follow()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live);
        script.Sees(Found.Traffic(script.State, 100) with { BluePods = 4, GreenPods = 4 }).PerformsNothing();
    }

    [Fact]
    public void It_does_not_follow_before_all_users_are_on_the_new_colour()
    {
        var script = new EnvironmentScript(Plan(new(50, Minutes(5)), new(100, TimeSpan.Zero))).Reach(EnvironmentPhase.Shifting);
        script.Done().Apply(new TrafficShifted(script.Now, script.State.Turn, Found.Traffic(script.State, 50)));
        script.After(Seconds(30)).Sees(Found.Traffic(script.State, 50) with { BluePods = 2, GreenPods = 4 }).PerformsNothing();
    }

    [Fact]
    public void A_first_install_has_nobody_who_follows() =>
        Grown(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live, Found.Nothing)).PerformsNothing();

    [Fact]
    public void Where_autoscalers_are_held_they_change_places_once_after_the_full_switch()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting);
        script.Apply(new WorkDone(script.Now, script.State.Turn, new(2, "done", Autoscaled: true))).Shifted();

        script.After(Seconds(30)).Sample(0.01).Performs<FollowActive>().Says("autoscalers keep blue as large as green").Done();
        script.After(Seconds(30)).Sample(0.01).PerformsNothing();
    }

    [Fact]
    public void An_abort_does_not_wait_for_it() =>
        Grown(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking)).Performs<FollowActive>()
            .Abort().Performs<RestoreTraffic>().Restored().Performs<RemovePreview>();

    [Fact]
    public void What_a_resume_cuts_short_begins_anew()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting);
        script.Done().Pause().Shifted().Holds(state => Assert.True(state.AwaitsResume));
        Grown(script).Performs<FollowActive>().Resume().Is(EnvironmentPhase.Baking).PerformsNothing();

        Grown(script).Performs<FollowActive>();
    }

    [Fact]
    public void Refused_it_is_told_and_the_release_goes_on() =>
        Grown(new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking)).Refused(RefusalKind.Rejected)
            .Is(EnvironmentPhase.Baking).Says("the previous color does not follow").HealthyFor(Seconds(90)).Is(EnvironmentPhase.Live);

    private static EnvironmentScript Grown(EnvironmentScript script, int pods = 4)
    {
        script.After(Seconds(30));
        return script.Sees(
            Found.Traffic(script.State, 100) with { BluePods = 2, GreenPods = pods }, new ScalarReading("errors", 0.01));
    }
}
