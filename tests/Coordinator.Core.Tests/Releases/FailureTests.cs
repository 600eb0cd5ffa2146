using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using static Coordinator.Core.Tests.Releases.ReleaseScript;

namespace Coordinator.Core.Tests.Releases;

public sealed class FailureTests
{
    [Fact]
    public void Stop_starts_nothing_more_and_keeps_what_is_Live()
    {
        var script = new ReleaseScript(Waves(["a", "b"], ["c"])).Ask().Reports("a", EnvironmentPhase.Live).GoesBack("b", EnvironmentPhase.RollingBack);
        script.Says("stops: 1 of 2 environments of wave w1 failed, at most 0 may").Directs(DirectiveKind.Abort)
            .Holds(state => Assert.True(state.Members[KeyOf("c")].Skipped));
        script.GoesBack("b").Is(ReleasePhase.Failed);
    }

    [Fact]
    public void Stop_ends_RolledBack_where_nothing_is_left_on_the_new_version() =>
        new ReleaseScript(Waves(["a"], ["b"])).Ask().GoesBack("a").Is(ReleasePhase.RolledBack);

    [Fact]
    public void Stop_ends_Failed_where_no_user_ever_was_on_the_new_version() => new ReleaseScript(Waves(["a"], ["b"])).Ask()
        .Reports("a", EnvironmentPhase.Failed, report => report with { Back = new("coordinator", "preflight", Given.Epoch, null, true) })
        .Is(ReleasePhase.Failed);

    [Fact]
    public void Rollback_takes_the_whole_release_back()
    {
        var script = new ReleaseScript(With(Waves(["a"], ["b", "c"]), new(0, FailureAction.Rollback))).Ask().Proven("a").Ask();
        script.Reports("b", EnvironmentPhase.Deploying).GoesBack("c", EnvironmentPhase.RollingBack)
            .Is(ReleasePhase.RollingBack).Directs(DirectiveKind.Abort, "a", "b");
        script.GoesBack("c").GoesBack("a", ownFault: false).GoesBack("b", EnvironmentPhase.Failed, ownFault: false).Is(ReleasePhase.RolledBack);
    }

    [Fact]
    public void Continue_goes_on_with_the_next_wave()
    {
        var script = new ReleaseScript(With(Waves(["a"], ["b"]), new(0, FailureAction.Continue))).Ask().GoesBack("a").Ask();
        script.Directs(DirectiveKind.Start, "b").Reports("b", EnvironmentPhase.Live).Is(ReleasePhase.Succeeded);
    }

    [Fact]
    public void MaxFailed_tolerates_that_many()
    {
        var script = new ReleaseScript(With(Waves(["a", "b"], ["c"]), new(1))).Ask().GoesBack("a").Holds(state => Assert.Null(state.Stop));
        script.GoesBack("b").Holds(state => Assert.NotNull(state.Stop)).Is(ReleasePhase.RolledBack);
    }

    [Fact]
    public void What_a_person_took_back_does_not_count_as_a_failure()
    {
        var script = new ReleaseScript(Waves(["a", "b"], ["c"])).Ask().Acts(ReleaseAction.Abort, environment: "a");
        script.GoesBack("a", ownFault: false).Holds(state => Assert.Null(state.Stop)).Reports("b", EnvironmentPhase.Live).Ask()
            .Directs(DirectiveKind.Start, "c");
    }

    [Fact]
    public void A_blocked_environment_counts_as_a_failure_and_holds_the_wave() => new ReleaseScript(Waves(["a"], ["b"])).Ask()
        .Reports("a", EnvironmentPhase.Blocked).Says("stops").Is(ReleasePhase.Progressing);

    [Theory]
    [InlineData(Scope.Environment, "")]
    [InlineData(Scope.Region, "")]
    [InlineData(Scope.Wave, "b")]
    [InlineData(Scope.Release, "a b")]
    public void The_scope_of_a_rollback_decides_what_goes_back_together(Scope scope, string others)
    {
        var plan = With(Waves(["a"], ["b", "c"]), new(0, FailureAction.Stop)) with { RollbackScope = scope };
        var script = new ReleaseScript(plan).Ask().Proven("a").Ask().Reports("b", EnvironmentPhase.Baking);
        script.GoesBack("c", EnvironmentPhase.RollingBack)
            .Directs(DirectiveKind.Abort, others.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_failure_before_any_user_moved_takes_nobody_back()
    {
        var script = new ReleaseScript(Waves(["a", "b"]) with { RollbackScope = Scope.Release }).Ask().Reports("b", EnvironmentPhase.Baking);
        script.Reports("a", EnvironmentPhase.Failed, report => report with { Back = new("coordinator", "preflight", script.Now, null, true) })
            .Directs(DirectiveKind.Abort);
    }

    [Fact]
    public void The_wider_of_scope_and_policy_wins()
    {
        var plan = With(Waves(["a", "b"]), new(0, FailureAction.Continue)) with { RollbackScope = Scope.Wave };
        new ReleaseScript(plan).Ask().Reports("b", EnvironmentPhase.Baking).GoesBack("a", EnvironmentPhase.RollingBack)
            .Directs(DirectiveKind.Abort, "b");
    }

    [Fact]
    public void What_was_taken_back_with_another_can_be_tried_again_alone()
    {
        var script = new ReleaseScript(Waves(["a", "b"]) with { RollbackScope = Scope.Wave }).Ask().Reports("b", EnvironmentPhase.Baking);
        script.GoesBack("a").GoesBack("b", ownFault: false).Is(ReleasePhase.RolledBack).Ask();

        script.Acts(ReleaseAction.Retry, environment: "b").Ask().Directs(DirectiveKind.Start, "b");
        script.Reports("b", EnvironmentPhase.Baking).Directs(DirectiveKind.Abort);
    }

    private static ReleasePlan With(ReleasePlan plan, FailurePolicySpec policy) =>
        plan with { Waves = [.. plan.Waves.Select(wave => wave with { FailurePolicy = policy })] };
}
