using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Jobs;

/// <summary>
/// Asks the clusters of a region or a release whether one of them has a shared Job, all at once: after a database was restored, only
/// they know that it ran. One that is out of reach holds nobody up longer than <see cref="SharedJobs.SearchLimit"/>.
/// </summary>
/// <param name="jobs">Finds Jobs.</param>
/// <param name="services">Clock and documents.</param>
/// <param name="environments">The environments in their order.</param>
internal sealed class SharedJobSearch(
    IJobs jobs, ActorServices services, Func<Task<ImmutableArray<PlannedEnvironment>>> environments)
{
    /// <summary>Clusters that are asked at once.</summary>
    private const int AtOnce = 64;

    private static readonly TimeSpan LimitWall = TimeSpan.FromSeconds(2);

    /// <summary>Asks once.</summary>
    /// <param name="actor">Key of the grain, which owns the Job.</param>
    /// <param name="job">The Job.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<SharedJobSought> AskAsync(string actor, SharedJob job, CancellationToken cancellationToken)
    {
        var asked = await environments();
        var answers = new PortResult<JobTrace>?[asked.Length];
        using var limit = new CancellationTokenSource(services.Clock.AtLeastWall(SharedJobs.SearchLimit, LimitWall), services.Clock.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await Parallel.ForAsync(
            0,
            asked.Length,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, _) => answers[index] = await FindAsync(actor, job, asked[index], either.Token));
        cancellationToken.ThrowIfCancellationRequested();
        return SharedJobSought.Of([.. asked.Zip(answers)]);
    }

    /// <summary>The answer; null for none.</summary>
    private async Task<PortResult<JobTrace>?> FindAsync(
        string actor, SharedJob job, PlannedEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            var plan = CoreJson.Read<EnvironmentPlan>(await services.Documents.FindAsync(environment.PlanDigest, cancellationToken)
                ?? throw new InvalidDataException($"the plan {environment.PlanDigest} is not in the store"));
            return await jobs.FindAsync(plan, plan.OwnerAbove(actor), JobOrder.PrepareStep(job.Name), cancellationToken);
        }
        catch (Exception)
        {
            // A cluster without an answer is named in what the search found.
            return null;
        }
    }
}
