using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class LimitTests
{
    private static readonly PhaseLimits Limits = new();

    public static TheoryData<string, double, EnvironmentPhase> Phases => new()
    {
        { nameof(RunPreflight), Limits.Preflight.TotalSeconds, EnvironmentPhase.Failed },
        { nameof(PrepareTarget), Limits.Prepare.TotalSeconds + 30, EnvironmentPhase.Failed },
        { nameof(AdoptWorkload), Limits.Ready.TotalSeconds + 30, EnvironmentPhase.RollingBack },
        { nameof(RunPrepareJob), 810, EnvironmentPhase.Failed },
        { nameof(DeployPreview), Limits.Ready.TotalSeconds + 30, EnvironmentPhase.RollingBack },
        { nameof(EnsureCapacity), Limits.Ready.TotalSeconds + 30, EnvironmentPhase.RollingBack },
        { nameof(ShiftTraffic), Limits.Shift.TotalSeconds + 30, EnvironmentPhase.RollingBack },
    };

    [Theory]
    [MemberData(nameof(Phases))]
    public void An_effect_that_takes_longer_than_its_limit_ends_the_way_forward(string effect, double seconds, EnvironmentPhase then)
    {
        var script = new EnvironmentScript(Plan().WithJobs("migrate") with { Target = new() { Namespace = "shop", Service = "cart", Adopt = true } });
        script.Start();
        while (script.State.Pending!.GetType().Name != effect)
        {
            _ = script.State.Pending switch
            {
                RunPreflight => script.PreflightFinds(Found.Uncolored),
                RunPrepareJob => script.JobEnds(),
                _ => script.Done(),
            };
        }

        script.Wait(Seconds(seconds - 1)).Holds(state => Assert.Equal(effect, state.Pending!.GetType().Name));
        script.Wait(Seconds(1)).Is(then).Holds(state => Assert.Contains("longer than its limit", state.Back!.Reason));
    }

    [Fact]
    public void A_hold_that_is_not_Healthy_within_its_limit_pauses()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(60)), new(100, TimeSpan.Zero))).Reach(EnvironmentPhase.Shifting).Done().Shifted();
        script.Wait(Minutes(11) - Seconds(1)).Holds(state => Assert.Null(state.Pause));
        script.Wait(Seconds(1)).Holds(state => Assert.Equal(PauseKind.HoldLimit, state.Pause!.Kind));
    }

    [Fact]
    public void A_bake_that_is_not_Healthy_within_its_limit_pauses_and_begins_anew_with_a_resume()
    {
        var script = new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Baking);
        script.Wait(Minutes(11)).Holds(state => Assert.Equal(PauseKind.HoldLimit, state.Pause!.Kind));
        script.HealthyFor(Seconds(120)).Is(EnvironmentPhase.Baking);

        script.Resume().Wait(Minutes(10)).Holds(state => Assert.Null(state.Pause)).Wait(Minutes(1)).Holds(state => Assert.NotNull(state.Pause));
        script.Resume().Sample(0).HealthyFor(Seconds(90)).Is(EnvironmentPhase.Live);
    }

    [Fact]
    public void A_pause_stops_the_limits() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Deploying).Pause().Wait(TimeSpan.FromDays(1))
        .Is(EnvironmentPhase.Deploying);

    [Fact]
    public void An_unreachable_cluster_stops_the_limits_after_Preflight() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Deploying).Faulted("no route to host").Wait(TimeSpan.FromDays(1))
        .Is(EnvironmentPhase.Deploying)
        .Holds(state => Assert.Equal("no route to host", state.Reason))
        .Done().Holds(state => Assert.Null(state.UnreachableSince));

    [Fact]
    public void An_unreachable_cluster_fails_in_Preflight_and_says_why() => new EnvironmentScript(Plan())
        .Start().After(Seconds(1)).Faulted("no route to host").Wait(Seconds(59))
        .Is(EnvironmentPhase.Failed)
        .Holds(state => Assert.Equal("no route to host", state.Reason))
        .Holds(state => Assert.Null(state.UnreachableSince));

    [Fact]
    public void Time_without_an_answer_does_not_count_for_the_limit_of_a_hold()
    {
        var script = new EnvironmentScript(Plan(new(10, Seconds(60)), new(100, TimeSpan.Zero))).Reach(EnvironmentPhase.Shifting).Done().Shifted();
        script.After(Seconds(30)).Apply(new Sampled(script.Now, script.State.Turn, [], null, "no route to host"))
            .Says("unreachable").Wait(TimeSpan.FromHours(3)).Holds(state => Assert.Null(state.Pause));

        script.Sample(0.01).Says("reachable again").Wait(Minutes(10)).Holds(state => Assert.Null(state.Pause))
            .Wait(Seconds(31)).Holds(state => Assert.Equal(PauseKind.HoldLimit, state.Pause!.Kind));
    }

    [Fact]
    public void Going_back_has_no_limit() => new EnvironmentScript(Plan())
        .Reach(EnvironmentPhase.Baking).Abort().Wait(TimeSpan.FromDays(30))
        .Performs<RestoreTraffic>();

    [Fact]
    public void Limits_of_a_fast_clock_never_fall_below_30_seconds_of_the_walls()
    {
        var limits = PhaseLimits.Create(Seconds(60), Seconds(600), 60);
        Assert.Equal((Minutes(30), Minutes(30), Minutes(30)), (limits.Preflight, limits.Ready, limits.Shift));
        Assert.Equal(Limits, PhaseLimits.Create(Limits.Preflight, Limits.Ready, 1));
    }
}
