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
    private readonly Dictionary<string, (string Environment, long Turn, bool Succeeded)> ran = [];

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
            if (SharedJobs.Running(release.State.Jobs) is { } job && RunJob(name, job, isFair) is { } end)
            {
                var before = release.State;
                release.Take(new ReleaseJobEnded(now, job.Name, job.Turn, end));
                CheckRelease(before, release.State, name);
            }
        }

        foreach (var (key, region) in regions)
        {
            if (SharedJobs.Running(region.State.Jobs) is { } job && RunJob(key, job, isFair) is { } end)
            {
                region.Take(new RegionJobEnded(now, job.Name, job.Turn, end));
                RoundTrip(region.State);
            }
        }
    }

    /// <summary>A Job that succeeded is not run again, nor one that may have run anywhere but where it did.</summary>
    private SharedJobEnd? RunJob(string owner, SharedJob job, bool isFair)
    {
        var key = $"{owner} {job.Name}";
        if (ran.TryGetValue(key, out var before))
        {
            Assert.True(before.Environment == job.Environment, $"{key} runs in {job.Environment} after {before.Environment}");
            Assert.True(!before.Succeeded || before.Turn == job.Turn, $"{key} runs again although it succeeded");
        }

        if (!isFair && Chance(weather.Loss))
        {
            return null;
        }

        var outcome = !isFair && Chance(20) ? (JobOutcome)random.Next(3) : JobOutcome.Succeeded;
        Say($"{key}: {outcome} in {job.Environment}");
        ran[key] = (job.Environment, job.Turn, outcome is JobOutcome.Succeeded);
        return new(now, outcome, $"{job.Name} is {outcome}");
    }

    /// <summary>Nobody deploys before the Jobs of its release and region succeeded.</summary>
    private void CheckJobs(EnvironmentState before, EnvironmentState after)
    {
        if (sharesJobs && after.Phase is EnvironmentPhase.Deploying && before.Phase is EnvironmentPhase.Preparing)
        {
            foreach (var owner in (string[])[$"{after.Release} schema", $"{after.Release}/{RegionOf(after.Key.ToString())} seed"])
            {
                Assert.True(ran.TryGetValue(owner, out var run) && run.Succeeded, $"{after.Key} deploys before {owner} succeeded");
            }
        }
    }
}
