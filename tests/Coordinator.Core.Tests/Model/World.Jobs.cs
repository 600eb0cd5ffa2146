using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Tests.Model;

/// <summary>Jobs that releases and regions run once for their environments.</summary>
internal sealed partial class World
{
    private readonly Dictionary<string, (string Environment, long Turn, JobOutcome Outcome)> ran = [];

    private static IEnumerable<PrepareJobSpec> SharedJobsOf =>
    [
        new() { Name = "schema", Scope = Scope.Release, Job = new() { Image = "busybox" } },
        new() { Name = "seed", Scope = Scope.Region, Job = new() { Image = "busybox" } },
    ];

    /// <summary>What runs ends, is lost, or goes on.</summary>
    private void RunJobs(bool isFair)
    {
        foreach (var (name, release) in releases)
        {
            var before = release.State;
            RunJob(name, before.Jobs, isFair, (job, sought) => release.Take(new ReleaseJobSought(now, job, sought)),
                (job, end) => release.Take(new ReleaseJobEnded(now, job.Name, job.Turn, end)));
            CheckRelease(before, release.State, name);
        }

        foreach (var (key, region) in regions)
        {
            RunJob(key, region.State.Jobs, isFair, (job, sought) => region.Take(new RegionJobSought(now, job, sought)),
                (job, end) => region.Take(new RegionJobEnded(now, job.Name, job.Turn, end)));
            RoundTrip(region.State);
        }
    }

    private void RunJob(
        string owner, ImmutableSortedDictionary<string, SharedJob>? jobs, bool isFair, Action<string, SharedJobSought> seek, Action<SharedJob, SharedJobEnd> end)
    {
        if (SharedJobs.Running(jobs) is not { } job)
        {
            return;
        }

        if (SharedJobs.IsToBeSought(job))
        {
            Search(owner, job, isFair, sought => seek(job.Name, sought));
        }
        else
        {
            RunJob(owner, job, isFair, ended => end(job, ended));
        }
    }

    /// <summary>The clusters tell whether they have it, or whoever asks them dies.</summary>
    private void Search(string owner, SharedJob job, bool isFair, Action<SharedJobSought> take)
    {
        if (isFair || !Chance(weather.Loss))
        {
            var place = ran.TryGetValue($"{owner} {job.Name}", out var before)
                ? new SharedJobPlace(before.Environment, environments[before.Environment].State.PlanDigest!, before.Turn)
                : null;
            Say($"{owner} {job.Name}: found in {place}");
            take(new(place, []));
        }
    }

    /// <summary>A Job that succeeded is not run again, nor one that may have run anywhere but where it did.</summary>
    private void RunJob(string owner, SharedJob job, bool isFair, Action<SharedJobEnd> take)
    {
        var key = $"{owner} {job.Name}";
        if (ran.TryGetValue(key, out var before))
        {
            Assert.True(before.Environment == job.Environment, $"{key} runs in {job.Environment} after {before.Environment}");
            Assert.True(before.Outcome is not JobOutcome.Succeeded || before.Turn == job.Turn, $"{key} runs again although it succeeded");
        }

        // Some calls do not arrive; of some that did, the answer does not.
        var isLost = !isFair && Chance(weather.Loss);
        if (isLost && Chance(50))
        {
            return;
        }

        var outcome = before.Turn == job.Turn ? before.Outcome
            : !isFair && Chance(20) ? (JobOutcome)random.Next(3) : JobOutcome.Succeeded;
        Say($"{key}: {outcome} in {job.Environment}{(isLost ? ", lost" : "")}");
        ran[key] = (job.Environment, job.Turn, outcome);
        if (!isLost)
        {
            take(new(now, outcome, $"{job.Name} is {outcome}"));
        }
    }

    /// <summary>Nobody deploys before the Jobs of its release and region succeeded.</summary>
    private void CheckJobs(EnvironmentState before, EnvironmentState after)
    {
        if (sharesJobs && after.Phase is EnvironmentPhase.Deploying && before.Phase is EnvironmentPhase.Preparing)
        {
            foreach (var owner in (string[])[$"{after.Release} schema", $"{after.Release}/{RegionOf(after.Key.ToString())} seed"])
            {
                Assert.True(ran.TryGetValue(owner, out var run) && run.Outcome is JobOutcome.Succeeded, $"{after.Key} deploys before {owner} succeeded");
            }
        }
    }
}
