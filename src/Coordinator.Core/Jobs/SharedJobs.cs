using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Jobs;

/// <summary>
/// The Jobs that a region or a release runs once for its environments. One runs at a time. What ended is told to everyone who
/// waits, and run again only when a person had an environment tried again since, in the same cluster.
/// </summary>
public static class SharedJobs
{
    /// <summary>Time beyond a run's deadline after which nobody knows what became of it.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>Names of clusters in a sentence.</summary>
    private const int MostNames = 5;

    /// <summary>Time for the clusters to answer whether they have a Job, on the coordinator's clock.</summary>
    public static TimeSpan SearchLimit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>The one that runs; null for none.</summary>
    public static SharedJob? Running(ImmutableSortedDictionary<string, SharedJob>? jobs) =>
        jobs?.Values.FirstOrDefault(job => job.End is null);

    /// <summary>Whether the clusters are to be asked first: nothing that is known here says that it never ran.</summary>
    public static bool IsToBeSought(SharedJob job) => job is { IsSought: false, Turn: 1 };

    /// <summary>When an environment that waits gives up: later than whoever runs the Job does.</summary>
    /// <param name="at">Instant at which it begins to wait.</param>
    /// <param name="limit">Time for all attempts.</param>
    public static DateTimeOffset WaitUntil(DateTimeOffset at, TimeSpan limit) => at + limit + (4 * Slack);

    /// <summary>Who begins, and who is told what.</summary>
    /// <param name="jobs">The Jobs so far; null for none.</param>
    /// <param name="waiting">Environments that wait and were not answered yet.</param>
    /// <param name="at">Instant.</param>
    internal static Judged Judge(
        ImmutableSortedDictionary<string, SharedJob>? jobs, IEnumerable<(string Key, SharedJobWait Wait)> waiting, DateTimeOffset at)
    {
        var known = jobs ?? ImmutableSortedDictionary<string, SharedJob>.Empty;
        var answers = ImmutableArray.CreateBuilder<(string, EnvironmentDirective)>();
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var (key, wait) in waiting.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            var job = known.GetValueOrDefault(wait.Job);
            if (job?.End is { } end && !(end.Outcome is not JobOutcome.Succeeded && wait.RetriedAt > end.At))
            {
                answers.Add((key, Answer(key, job, end, wait)));
            }
            else if (Running(known) is null)
            {
                job = Begin(job, key, wait, at);
                known = known.SetItem(job.Name, job);
                notes.Add($"runs {job.Name} once, in the cluster of {job.Environment}{(job.Turn > 1 ? $", for the {job.Turn}. time" : "")}");
            }
        }

        return new(known.IsEmpty ? jobs : known, answers.ToImmutable(), notes.ToImmutable());
    }

    /// <summary>The Jobs after a run ended; the same ones for a run that was left already.</summary>
    internal static ImmutableSortedDictionary<string, SharedJob>? Ended(
        ImmutableSortedDictionary<string, SharedJob>? jobs, string name, long turn, SharedJobEnd end) =>
        jobs?.GetValueOrDefault(name) is { End: null } job && job.Turn == turn ? jobs.SetItem(name, job with { End = end }) : jobs;

    /// <summary>The Jobs after the clusters were asked, and what to say; the same ones for a search that was left already.</summary>
    /// <param name="jobs">The Jobs so far.</param>
    /// <param name="name">The one that was sought.</param>
    /// <param name="sought">The answers.</param>
    /// <param name="previewOf">The new colour of an environment; null where it is not known.</param>
    internal static (ImmutableSortedDictionary<string, SharedJob>? Jobs, string Note) Sought(
        ImmutableSortedDictionary<string, SharedJob>? jobs, string name, SharedJobSought sought, Func<string, Color?> previewOf)
    {
        if (jobs?.GetValueOrDefault(name) is not { End: null } job || !IsToBeSought(job))
        {
            return (jobs, "");
        }

        // The search took its part of the time.
        job = job with { IsSought = true, Deadline = job.Deadline + SearchLimit };
        return sought.Found is { } found
            ? (jobs.SetItem(name, job with
            {
                Environment = found.Environment,
                PlanDigest = found.PlanDigest,
                Color = previewOf(found.Environment),
                Turn = found.Turn,
            }),
                $"{name} is in the cluster of {found.Environment} already: its end there counts")
            : (jobs.SetItem(name, job), sought.Silent.IsEmpty ? "" : $"{name} is in no cluster that answered; {Names(sought.Silent)} did not");
    }

    /// <summary>The end of a run whose time is over without an answer; null where none is.</summary>
    internal static (SharedJob Job, SharedJobEnd End)? Expired(ImmutableSortedDictionary<string, SharedJob>? jobs, DateTimeOffset at) =>
        Running(jobs) is { } job && at >= job.Deadline + Slack
            ? (job, new(at, JobOutcome.Unknown,
                $"{job.Name}: the cluster of {job.Environment} did not tell how it ended, and it may still run there. Look, then retry or "
                + "abort."))
            : null;

    private static string Names(ImmutableArray<string> keys) =>
        string.Join(", ", keys.Take(MostNames)) + (keys.Length > MostNames ? $" and {keys.Length - MostNames} more" : "");

    private static SharedJob Begin(SharedJob? before, string key, SharedJobWait wait, DateTimeOffset at) =>
        before is null
            ? new()
            {
                Name = wait.Job,
                Environment = key,
                PlanDigest = wait.PlanDigest,
                Color = wait.Color,
                Turn = 1,
                Deadline = at + wait.Limit,
            }
            : before with { Turn = before.Turn + 1, Deadline = at + wait.Limit, End = null };

    private static EnvironmentDirective Answer(string key, SharedJob job, SharedJobEnd end, SharedJobWait wait) => new(
        $"job/{job.Name}/{job.Turn}/{wait.Until.UtcTicks}", DirectiveKind.JobEnded, "coordinator", end.Message,
        Job: new(job.Name, end.Outcome, key == job.Environment ? end.Logs : null));

    /// <summary>What follows.</summary>
    /// <param name="Jobs">The Jobs.</param>
    /// <param name="Answers">Directives by environment; their ids are unique within region or release.</param>
    /// <param name="Notes">Sentences.</param>
    internal sealed record Judged(
        ImmutableSortedDictionary<string, SharedJob>? Jobs, ImmutableArray<(string Key, EnvironmentDirective Directive)> Answers,
        ImmutableArray<string> Notes);
}
