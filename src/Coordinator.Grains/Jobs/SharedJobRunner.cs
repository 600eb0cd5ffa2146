using Coordinator.Core;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Grains.Actors;
using Microsoft.Extensions.Logging;

namespace Coordinator.Grains.Jobs;

/// <summary>
/// Runs the Job of a region or a release in its environment's cluster, found again by its name after a crash; before the first run
/// it is sought in all clusters. What the cluster does not answer is asked again until the machine gives the run up.
/// </summary>
/// <param name="actor">Key of the grain, which owns the Job.</param>
/// <param name="jobs">Runs Jobs.</param>
/// <param name="services">Clock, documents and log.</param>
/// <param name="search">Asks all clusters.</param>
/// <param name="sought">Takes what they answered, as an event.</param>
/// <param name="ended">Takes how a run ended, as an event.</param>
internal sealed partial class SharedJobRunner(
    string actor, IJobs jobs, ActorServices services, SharedJobSearch search, Func<SharedJob, SharedJobSought, Task> sought,
    Func<SharedJob, SharedJobEnd, Task> ended) : IDisposable
{
    private (string Name, long Turn, bool IsSought, CancellationTokenSource Cancel)? running;

    /// <summary>Begins what is to run and does not yet, and ends what no longer is.</summary>
    public void Perform(SharedJob? job)
    {
        if (running?.Name == job?.Name && running?.Turn == job?.Turn && running?.IsSought == job?.IsSought)
        {
            return;
        }

        Dispose();
        if (job is not null)
        {
            var cancel = new CancellationTokenSource();
            running = (job.Name, job.Turn, job.IsSought, cancel);
            RunAsync(job, cancel.Token).Ignore();
        }
    }

    /// <summary>Leaves what runs as it is in the cluster.</summary>
    public void Dispose()
    {
        running?.Cancel.Cancel();
        running = null;
    }

    private async Task RunAsync(SharedJob job, CancellationToken cancellationToken)
    {
        for (var attempt = 0; !cancellationToken.IsCancellationRequested; attempt++)
        {
            try
            {
                if (SharedJobs.IsToBeSought(job))
                {
                    await sought(job, await search.AskAsync(actor, job, cancellationToken));
                }
                else
                {
                    await ended(job, await RunOnceAsync(job, cancellationToken));
                }

                return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                LogFault(services.Logger, actor, job.Name, job.Turn, fault.Message);
            }

            await Task.Delay(Backoff.After(attempt, services.Clock), services.Clock.Time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<SharedJobEnd> RunOnceAsync(SharedJob job, CancellationToken cancellationToken)
    {
        var document = await services.Documents.FindAsync(job.PlanDigest, cancellationToken)
            ?? throw new InvalidDataException($"the plan {job.PlanDigest} is not in the store");
        var plan = CoreJson.Read<EnvironmentPlan>(document);
        var spec = plan.Prepare.First(one => one.Name == job.Name);
        var order = JobOrder.Prepare(plan, spec, job.Deadline, job.Color);
        var result = await jobs.RunAsync(plan, new Fence(plan.OwnerAbove(actor), job.Turn), order, cancellationToken);
        return result.Value is { } report
            ? new(services.Clock.Now, report.Outcome, report.Message, report.Logs)
            : new(services.Clock.Now, OutcomeOf(result.Refusal!.Kind), $"{spec.Name}: {result.Refusal.Message}");
    }

    /// <summary>Behind a higher turn someone else runs it, or ran it: nobody here knows how that ended.</summary>
    private static JobOutcome OutcomeOf(RefusalKind kind) => kind is RefusalKind.StaleTurn or RefusalKind.OtherOwner
        ? JobOutcome.Unknown
        : JobOutcome.Failed;

    [LoggerMessage(LogLevel.Warning, "{Actor}: Job {Job} with turn {Turn} could not be run and is tried again: {Message}")]
    private static partial void LogFault(ILogger logger, string actor, string job, long turn, string message);
}
