using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Environments;

/// <summary>An environment before a Job that its region or release runs once for all.</summary>
public sealed class SharedJobTests
{
    [Theory]
    [InlineData(Scope.Region)]
    [InlineData(Scope.Release)]
    public void It_waits_and_says_for_what_until_it_is_told(Scope scope)
    {
        var script = Waiting(scope).PerformsNothing().Says($"waits for seed, which the {scope.ToString().ToLowerInvariant()} runs once");
        Assert.Equal(scope, EnvironmentReport.Of(script.State, 1).JobWait!.Scope);

        Told(script, JobOutcome.Succeeded).Is(EnvironmentPhase.Deploying).Performs<DeployPreview>().Holds(state => Assert.Null(state.JobWait));
    }

    [Fact]
    public void One_that_failed_ends_it_before_any_user_moved() =>
        Told(Waiting(), JobOutcome.Failed).Done().Is(EnvironmentPhase.Failed).Holds(state => Assert.Contains("exit code 1", state.Back!.Reason));

    [Fact]
    public void One_of_which_nobody_knows_blocks_it() =>
        Told(Waiting(), JobOutcome.Unknown).Is(EnvironmentPhase.Blocked).Holds(state => Assert.StartsWith("job-unknown: ", state.Reason));

    [Fact]
    public void It_does_not_wait_for_ever()
    {
        var script = Waiting();
        var until = script.State.JobWait!.Until;
        script.Wait(until - script.Now - Seconds(1)).Is(EnvironmentPhase.Preparing);
        script.Wait(Seconds(1)).Is(EnvironmentPhase.Blocked).Holds(state => Assert.Contains("job-unknown: seed: the region did not tell", state.Reason));
    }

    [Fact]
    public void A_pause_does_not_use_up_the_time_and_holds_what_is_told_meanwhile()
    {
        var script = Waiting();
        var until = script.State.JobWait!.Until;
        script.Pause().After(Minutes(60)).Resume().Holds(state => Assert.Equal(until + Minutes(60), state.JobWait!.Until));

        Told(script.Pause(), JobOutcome.Succeeded).Is(EnvironmentPhase.Preparing).PerformsNothing();
        script.Resume().Is(EnvironmentPhase.Deploying);
    }

    [Fact]
    public void An_abort_does_not_wait_for_it()
    {
        var script = Waiting().Abort();
        script.Done().Is(EnvironmentPhase.Failed);
        Told(script, JobOutcome.Succeeded).Is(EnvironmentPhase.Failed).Says("nothing waits for it");
    }

    [Fact]
    public void Tried_again_it_waits_again_and_tells_since_when_a_person_wants_it()
    {
        var script = Told(Waiting(), JobOutcome.Unknown).After(Minutes(5)).Retry();
        var at = script.Now;
        script.PreflightFinds("blue").Done();
        while (script.State.JobWait is null)
        {
            script.JobEnds();
        }

        Assert.Equal(at, script.State.JobWait.RetriedAt);
    }

    private static EnvironmentScript Waiting(Scope scope = Scope.Region)
    {
        var script = new EnvironmentScript(Plan().WithJobs("migrate").WithSharedJob("seed", scope)).Start().PreflightFinds("blue").Done();
        return script.JobEnds().Is(EnvironmentPhase.Preparing).Holds(state => Assert.Equal("seed", state.JobWait?.Job));
    }

    private static EnvironmentScript Told(EnvironmentScript script, JobOutcome outcome) => script.Apply(new SharedJobTold(
        script.Now, $"r1/job/{outcome}", "r1", "coordinator", "seed: exit code 1", new("seed", outcome)));
}
