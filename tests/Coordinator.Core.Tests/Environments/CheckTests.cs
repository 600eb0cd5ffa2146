using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

public sealed class CheckTests
{
    private static readonly EnvironmentPlan Plan = Given.Plan() with
    {
        Checks = new()
        {
            Preview = [new() { Name = "health" }, new() { Name = "version" }],
            Validation = [new() { Name = "front" }, new() { Name = "stress" }],
        },
    };

    [Fact]
    public void Checks_run_one_after_the_other_and_each_result_is_kept_before_the_next()
    {
        var script = new EnvironmentScript(Plan).Reach(EnvironmentPhase.Verifying);
        Assert.Equal((CheckStage.Preview, 0), Running(script));

        script.CheckEnds();
        Assert.Equal((CheckStage.Preview, 1), Running(script));
        Assert.Equal("health", Assert.Single(script.State.Checks).Name);

        script.CheckEnds().Is(EnvironmentPhase.Shifting);
        Assert.Equal(["health", "version"], script.State.Checks.Select(result => result.Name));
    }

    [Fact]
    public void A_warning_goes_into_the_report_only()
    {
        var script = new EnvironmentScript(Plan).Reach(EnvironmentPhase.Verifying).CheckEnds(CheckOutcome.Warn).CheckEnds();

        Assert.Equal(CheckOutcome.Warn, script.Is(EnvironmentPhase.Shifting).State.Checks[0].Outcome);
    }

    [Fact]
    public void A_failure_of_the_preview_ends_before_any_user_is_on_it()
    {
        var script = new EnvironmentScript(Plan).Reach(EnvironmentPhase.Verifying).CheckEnds(CheckOutcome.Fail, "x-1: broken");

        script.Is(EnvironmentPhase.RollingBack);
        Assert.Equal(("check health: it is Fail", "x-1: broken"), (script.State.Back!.Reason, script.State.Logs));
        script.Done().Is(EnvironmentPhase.Failed);
    }

    [Fact]
    public void A_failure_of_the_validation_takes_the_users_back_at_once()
    {
        var script = new EnvironmentScript(Plan).Reach(EnvironmentPhase.Validating).CheckEnds(CheckOutcome.Fail);

        Assert.IsType<RestoreTraffic>(script.Is(EnvironmentPhase.RollingBack).State.Pending);
    }

    [Fact]
    public void A_pause_holds_back_the_next_check_and_a_resume_goes_on_with_it()
    {
        var script = new EnvironmentScript(Plan).Reach(EnvironmentPhase.Verifying).Pause().CheckEnds();
        Assert.Null(script.State.Pending);

        Assert.Equal((CheckStage.Preview, 1), Running(script.Resume()));
    }

    [Fact]
    public void A_check_has_a_limit_of_all_its_attempts()
    {
        var plan = Plan with
        {
            Checks = new() { Preview = [new() { Name = "health", Timeout = Seconds(60), Retries = 2, Http = new() }] },
        };
        var script = new EnvironmentScript(plan).Reach(EnvironmentPhase.Verifying);

        // 3 × 60 s, 2 × 5 s between them, 120 s to get there.
        Assert.Equal(script.Now + Seconds(180 + 10 + 120), ((RunChecks)script.State.Pending!).Deadline);
    }

    [Fact]
    public void A_retry_checks_everything_again()
    {
        var script = new EnvironmentScript(Plan).Reach(EnvironmentPhase.Verifying).CheckEnds().CheckEnds(CheckOutcome.Fail).Done();

        script.Is(EnvironmentPhase.Failed).Retry();

        Assert.Empty(script.State.Checks);
    }

    [Fact]
    public void A_Job_whose_outcome_nobody_knows_waits_for_a_person()
    {
        var script = new EnvironmentScript(Given.Plan().WithJobs("migrate")).Reach(EnvironmentPhase.Preparing).Done();

        script.Apply(new PrepareJobEnded(script.Now, script.State.Turn, false, "it is gone", IsUnknown: true));

        Assert.Equal("job-unknown: it is gone", script.Is(EnvironmentPhase.Blocked).State.Reason);
        script.Retry().Is(EnvironmentPhase.Preflight);
    }

    private static (CheckStage, int) Running(EnvironmentScript script)
    {
        var running = Assert.IsType<RunChecks>(script.State.Pending);
        return (running.Stage, running.Index);
    }
}
