using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class ForwardTests
{
    [Fact]
    public void A_release_goes_through_every_phase_in_order()
    {
        var script = new EnvironmentScript(Plan().WithChecks().WithJobs("migrate"));

        script.Start().Is(EnvironmentPhase.Preflight).Performs<RunPreflight>(effect => Assert.Equal(2, effect.Turn));
        script.PreflightFinds("blue").Is(EnvironmentPhase.Preparing).Performs<PrepareTarget>()
            .Holds(state => Assert.Equal(new ColorAssignment(Color.Blue, Color.Green), state.Colors));
        script.Done().Performs<RunPrepareJob>(effect => Assert.Equal(0, effect.Index));
        script.JobEnds().Is(EnvironmentPhase.Deploying).Performs<DeployPreview>();
        script.Done("started").Is(EnvironmentPhase.Verifying).Performs<RunChecks>(effect => Assert.Equal(CheckStage.Preview, effect.Stage));
        script.ChecksEnd().Is(EnvironmentPhase.Shifting).Performs<EnsureCapacity>();
        script.Done().Performs<ShiftTraffic>(effect => Assert.Equal((Color.Blue, Color.Green, 100), (effect.Order.From!.Value, effect.Order.To!.Value, effect.Order.WeightPercent)));
        script.Shifted().Is(EnvironmentPhase.Validating).Performs<RunChecks>(effect => Assert.Equal(CheckStage.Validation, effect.Stage));
        script.ChecksEnd().Is(EnvironmentPhase.Baking).PerformsNothing();
        script.Sample(0.01).HealthyFor(Seconds(120)).Is(EnvironmentPhase.Live)
            .Holds(state => Assert.Equal("started", state.Logs));
    }

    [Fact]
    public void A_first_install_goes_to_blue_and_has_no_previous_color() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Shifting, Found.Nothing).Done()
        .Performs<ShiftTraffic>(effect => Assert.Null(effect.Order.From))
        .Holds(state => Assert.Equal(new ColorAssignment(null, Color.Blue), state.Colors));

    [Fact]
    public void An_uncolored_Deployment_is_taken_over_before_the_Jobs_where_the_release_says_so()
    {
        var plan = Plan().WithJobs("migrate") with { Target = new() { Namespace = "shop", Service = "cart", Adopt = true } };
        new EnvironmentScript(plan).Start().PreflightFinds(Found.Uncolored).Done()
            .Performs<AdoptWorkload>(effect => Assert.Equal(Color.Blue, effect.Order.Active))
            .Done().Performs<RunPrepareJob>();
    }

    [Fact]
    public void An_uncolored_Deployment_is_refused_where_the_release_does_not_adopt() => new EnvironmentScript(Plan())
        .Start().PreflightFinds(Found.Uncolored)
        .Is(EnvironmentPhase.Failed)
        .Holds(state => Assert.Contains("adoption-needed", state.Reason));

    [Fact]
    public void Jobs_of_a_wider_scope_are_left_to_those_above_and_waited_for_in_their_order()
    {
        var plan = Plan().WithJobs("a", "b", "c");
        plan = plan with { Prepare = [plan.Prepare[0] with { Scope = Scope.Release }, plan.Prepare[1], plan.Prepare[2] with { Scope = Scope.Region }] };
        var script = new EnvironmentScript(plan).Start().PreflightFinds("blue").Done().PerformsNothing();
        Told(script, "a").Performs<RunPrepareJob>(effect => Assert.Equal(1, effect.Index)).JobEnds().PerformsNothing();
        Told(script, "c").Is(EnvironmentPhase.Deploying);

        static EnvironmentScript Told(EnvironmentScript script, string job) =>
            script.Apply(new SharedJobTold(script.Now, $"r1/job/{job}", "r1", "coordinator", "done", new(job, JobOutcome.Succeeded)));
    }

    [Fact]
    public void Steps_with_holds_are_gone_through_one_by_one()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(60)), new(50, Seconds(30)), new(100, Seconds(30)))).Reach(EnvironmentPhase.Shifting);

        script.Done().Performs<ShiftTraffic>(effect => Assert.Equal(10, effect.Order.WeightPercent)).Shifted().PerformsNothing();
        script.Sample(0).HealthyFor(Seconds(30)).PerformsNothing();
        script.HealthyFor(Seconds(30)).Performs<EnsureCapacity>().Done()
            .Performs<ShiftTraffic>(effect => Assert.Equal(50, effect.Order.WeightPercent)).Shifted();
        script.HealthyFor(Seconds(30)).Performs<EnsureCapacity>().Done().Shifted().Is(EnvironmentPhase.Shifting);
        script.HealthyFor(Seconds(30)).Is(EnvironmentPhase.Baking)
            .Holds(state => Assert.Equal(100, state.WeightPercent));
    }

    [Fact]
    public void The_hold_of_a_step_does_not_count_time_before_the_shift()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(30)), new(100, Seconds(30)))).Reach(EnvironmentPhase.Shifting);
        script.Done().Shifted().Sample(0).HealthyFor(Seconds(30)).Performs<EnsureCapacity>();

        script.After(Seconds(25)).Done().Shifted().After(Seconds(5)).Sample(0)
            .Holds(state => Assert.Equal(Seconds(5), state.Held));
    }

    [Fact]
    public void A_sample_credits_at_most_one_interval() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Sample(0).After(TimeSpan.FromHours(1)).Sample(0)
        .Is(EnvironmentPhase.Baking)
        .Holds(state => Assert.Equal(Seconds(30), state.Held));

    [Fact]
    public void A_clock_that_was_set_back_takes_no_credit_away() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Sample(0).HealthyFor(Seconds(30)).After(Seconds(-20)).Sample(0)
        .Holds(state => Assert.Equal(Seconds(30), state.Held));

    [Fact]
    public void Proven_counts_healthy_time_at_100_percent_and_ends_the_exposure()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(30)), new(100, Seconds(30)))).Reach(EnvironmentPhase.Baking);
        script.Holds(state => Assert.NotNull(state.ExposedSince)).Holds(state => Assert.Equal(Seconds(30), state.ProvenHeld));

        script.HealthyFor(Seconds(60)).Holds(state => Assert.Null(state.ProvenAt))
            .HealthyFor(Seconds(30)).Says("proven")
            .Holds(state => Assert.Null(state.ExposedSince));
    }

    [Fact]
    public void A_plan_without_bake_and_checks_is_Live_with_the_shift() => new EnvironmentScript(Plan() with { Bake = TimeSpan.Zero })
        .Reach(EnvironmentPhase.Shifting).Done().Shifted().Is(EnvironmentPhase.Live);

    [Fact]
    public void KeepPrevious_counts_from_the_releases_end_and_scales_the_previous_color_down()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live);
        script.Wait(TimeSpan.FromHours(5)).PerformsNothing();
        script.ReleaseEnds().Wait(Minutes(59)).PerformsNothing().Wait(Minutes(1))
            .Performs<RetirePrevious>(effect => Assert.Equal((Color.Green, Color.Blue), (effect.Order.Active!.Value, effect.Order.Preview)));
        script.Done().Is(EnvironmentPhase.Live).PerformsNothing()
            .Abort().Is(EnvironmentPhase.Live).Says("scaled down after keepPrevious");
    }

    [Fact]
    public void A_newer_release_starts_where_the_older_is_Live()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Live).ReleaseEnds();
        script.Start("r2").Is(EnvironmentPhase.Preflight)
            .Holds(state => Assert.Equal("r2", state.Release))
            .PreflightFinds("green")
            .Holds(state => Assert.Equal(new ColorAssignment(Color.Green, Color.Blue), state.Colors));
    }

    [Fact]
    public void A_newer_release_does_not_start_while_the_older_is_under_way() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Deploying).Start("r2")
        .Is(EnvironmentPhase.Deploying)
        .Holds(state => Assert.Equal("r1", state.Release));
}
