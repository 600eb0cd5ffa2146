using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Tests.Releases;

/// <summary>Which of several clusters that have a shared Job counts, and which gave no answer.</summary>
public sealed class SharedJobSoughtTests
{
    private static readonly PortResult<JobTrace> None = new Refusal(RefusalKind.Missing, "not there");
    private static readonly PortResult<JobTrace> Forbidden = new Refusal(RefusalKind.Rejected, "403");

    [Fact]
    public void Success_counts_before_what_runs_and_that_before_a_failure()
    {
        PortResult<JobTrace> failed = new JobTrace(5, JobOutcome.Failed), running = new JobTrace(2, null), succeeded = new JobTrace(3, JobOutcome.Succeeded);
        Assert.Equal(("c", 3L), Found(failed, running, succeeded));
        Assert.Equal(("b", 2L), Found(failed, running));
        Assert.Equal(("a", 5L), Found(failed, None));
    }

    [Fact]
    public void Of_equal_ones_the_first_in_the_plan_counts_and_a_turn_is_at_least_1() =>
        Assert.Equal(("b", 1L), Found(None, new JobTrace(0, null), new JobTrace(9, null)));

    [Fact]
    public void Who_refuses_or_says_nothing_is_silent_and_who_has_none_is_not()
    {
        var sought = Of(None, Forbidden, null);
        Assert.Null(sought.Found);
        Assert.Equal(["b/shop/cart", "c/shop/cart"], sought.Silent);
    }

    private static (string, long) Found(params PortResult<JobTrace>?[] answers) =>
        Of(answers).Found is { } found && found.PlanDigest == $"plan of {found.Environment[..1]}" ? (found.Environment[..1], found.Turn) : default;

    private static SharedJobSought Of(params PortResult<JobTrace>?[] answers) => SharedJobSought.Of(
        [.. answers.Select((answer, index) => (new PlannedEnvironment(new($"{(char)('a' + index)}", "shop", "cart"), "eu", 1, $"plan of {(char)('a' + index)}"), answer))]);
}
