using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>A half-finished take-over serves nobody well: whatever ends the release, it is finished first.</summary>
public sealed class AdoptionTests
{
    [Fact]
    public void An_abort_finishes_the_take_over_and_leaves_the_old_version_serving() => Adopting()
        .Abort().Is(EnvironmentPhase.RollingBack).Performs<AdoptWorkload>()
        .Done().Is(EnvironmentPhase.Failed);

    [Fact]
    public void A_take_over_that_is_refused_is_tried_once_more_and_then_blocks() => Adopting()
        .Refused(RefusalKind.DeadlineExceeded).Is(EnvironmentPhase.RollingBack).Performs<AdoptWorkload>()
        .Refused(RefusalKind.DeadlineExceeded).Is(EnvironmentPhase.Blocked);

    [Fact]
    public void A_retry_of_a_blocked_take_over_takes_over_again_and_never_touches_traffic() => Adopting()
        .Refused(RefusalKind.NotReady).Refused(RefusalKind.NotReady).Is(EnvironmentPhase.Blocked)
        .Retry().Is(EnvironmentPhase.RollingBack).Performs<AdoptWorkload>()
        .Done().Is(EnvironmentPhase.Failed);

    [Fact]
    public void An_abort_of_a_blocked_take_over_takes_over_again() => Adopting()
        .Refused(RefusalKind.TrafficSplit).Is(EnvironmentPhase.Blocked)
        .Abort().Performs<AdoptWorkload>();

    [Fact]
    public void A_stale_turn_during_the_way_back_does_not_begin_anew() => Adopting()
        .Abort().Refused(RefusalKind.StaleTurn, turn: 40).Is(EnvironmentPhase.RollingBack)
        .Performs<AdoptWorkload>(effect => Assert.Equal(42, effect.Turn));

    [Fact]
    public void A_take_over_that_is_done_is_not_repeated_by_a_later_abort()
    {
        var script = Adopting().Done().Is(EnvironmentPhase.Deploying);
        script.Abort().Performs<RemovePreview>(effect => Assert.Equal(Color.Green, effect.Order.Preview));
    }

    private static EnvironmentScript Adopting()
    {
        var plan = Plan() with { Target = new() { Namespace = "shop", Service = "cart", Adopt = true } };
        return new EnvironmentScript(plan).Start().PreflightFinds(Found.Uncolored).Done().Performs<AdoptWorkload>();
    }
}
