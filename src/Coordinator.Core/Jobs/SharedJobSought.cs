using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Jobs;

/// <summary>What the clusters answered to whether a shared Job is there: a database that was restored from a backup does not know.</summary>
/// <param name="Found">Where it is; null where no cluster that answered has it.</param>
/// <param name="Silent">Keys of the environments whose clusters did not answer.</param>
public sealed record SharedJobSought(SharedJobPlace? Found, ImmutableArray<string> Silent)
{
    /// <summary>Of several that have it one counts: one that succeeded does for everyone, and what still runs may become one.</summary>
    /// <param name="answers">What each environment's cluster has, in the order of the plan; a refusal of another kind than
    /// <see cref="RefusalKind.Missing"/>, or null, is no answer.</param>
    public static SharedJobSought Of(IReadOnlyCollection<(PlannedEnvironment Environment, PortResult<JobTrace>? Answer)> answers) => new(
        answers.Where(one => one.Answer?.Value is not null)
            .OrderBy(one => Rank(one.Answer!.Value!.Outcome))
            .Select(one => new SharedJobPlace(one.Environment.Key.ToString(), one.Environment.PlanDigest, Math.Max(1, one.Answer!.Value!.Turn)))
            .FirstOrDefault(),
        [
            .. answers.Where(one => one.Answer is null or { Refusal.Kind: not RefusalKind.Missing })
                .Select(one => one.Environment.Key.ToString()),
        ]);

    private static int Rank(JobOutcome? outcome) => outcome switch
    {
        JobOutcome.Succeeded => 0,
        null => 1,
        JobOutcome.Failed or JobOutcome.Unknown => 2,
    };
}
