using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>Deployments behind no Service are released by replicas, once all users are on the new colour.</summary>
public sealed class WorkersTests
{
    [Fact]
    public void Workers_take_over_once_all_users_are_on_the_new_colour()
    {
        var script = new EnvironmentScript(WithWorkers(new(50, Seconds(30)), new(100, TimeSpan.Zero))).Reach(EnvironmentPhase.Shifting);

        script.Done().Apply(new TrafficShifted(script.Now, script.State.Turn, Found.Traffic(script.State, 50)));
        script.Sample(0).HealthyFor(Seconds(30)).Performs<EnsureCapacity>().Done().Performs<ShiftTraffic>().Shifted()
            .Performs<SwitchWorkers>(effect => Assert.Equal((Color.Blue, Color.Green), (effect.Order.Active!.Value, effect.Order.Preview)))
            .Done().Is(EnvironmentPhase.Baking);
    }

    [Fact]
    public void Workers_that_do_not_get_ready_take_the_users_back_with_them() => ToWorkers()
        .Refused(RefusalKind.DeadlineExceeded).Performs<RestoreTraffic>().Restored().Performs<RemovePreview>().Done()
        .Is(EnvironmentPhase.RolledBack);

    [Fact]
    public void Workers_that_take_too_long_end_the_way_forward() => ToWorkers()
        .Wait(Plan().Limits.Ready + Seconds(30)).Performs<RestoreTraffic>();

    [Fact]
    public void An_abort_does_not_wait_for_them() => ToWorkers().Abort().Performs<RestoreTraffic>();

    [Fact]
    public void Health_is_measured_while_they_take_over() => ToWorkers().After(Seconds(30)).Sample(1).Performs<RestoreTraffic>();

    [Fact]
    public void A_release_without_workers_has_no_such_step() =>
        new EnvironmentScript(Plan()).Reach(EnvironmentPhase.Shifting).Done().Shifted().Is(EnvironmentPhase.Baking).PerformsNothing();

    private static EnvironmentScript ToWorkers() =>
        new EnvironmentScript(WithWorkers()).Reach(EnvironmentPhase.Shifting).Done().Shifted().Performs<SwitchWorkers>();

    internal static EnvironmentPlan WithWorkers(params StepSpec[] steps)
    {
        var plan = Plan(steps);
        return plan with
        {
            Deployments = ["cart", "cart-worker"],
            Target = plan.Target with { Workers = plan.Target.Workers.Add("cart-worker", PreviewMode.Idle) },
        };
    }
}
