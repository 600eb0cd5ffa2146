using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Tests.Environments.Exploration;

/// <summary>A state without what only grows or only tells: two states of one shape go the same ways.</summary>
internal static class Shape
{
    public static string Of(EnvironmentPlan plan, EnvironmentState state) => CoreJson.Write(state with
    {
        Turn = state.Turn & 1,
        Release = state.Release is null ? null : "r",
        PlanDigest = null,
        PhaseSince = default,
        Pending = Of(state.Pending),
        Pause = state.Pause is { } pause ? pause with { By = "", Reason = "", Since = default } : null,
        UnreachableSince = Given(state.UnreachableSince),
        Reason = state.Reason is null ? null : "",
        Logs = null,
        HeldUpBy = null,
        Checks = [],
        JobWait = state.JobWait is { } wait ? wait with { Until = default, RetriedAt = null } : null,
        RetriedAt = null,
        Back = state.Back is { } back ? back with { By = "", Reason = "", DecidedAt = default, RestoredAt = null } : null,
        Analysis = new() { Since = Given(state.Analysis.Since), Verdict = state.Analysis.Verdict, LastAt = Given(state.Analysis.LastAt), Because = "" },
        Held = Least(state.Held, plan.Bake),
        ProvenHeld = Least(state.ProvenHeld, plan.ProvenAfter),
        ExposedSince = Given(state.ExposedSince),
        ProvenAt = Given(state.ProvenAt),
        NotServingSince = Given(state.NotServingSince),
        KeepPreviousUntil = Given(state.KeepPreviousUntil),
        FollowedTo = state.FollowedTo >= 4 ? 4 : state.FollowedTo,
        ForeignChanges = state.ForeignChanges >= 3 ? 3 : 0,
        Commands = [],
        Past = [],
        Overtaken = [],
        Cooldowns = ImmutableSortedDictionary<string, DateTimeOffset>.Empty,
    });

    private static DateTimeOffset? Given(DateTimeOffset? instant) => instant is null ? null : DateTimeOffset.UnixEpoch;

    private static TimeSpan Least(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static EnvironmentEffect? Of(EnvironmentEffect? effect) => effect switch
    {
        null => null,
        RunPreflight => new RunPreflight(0),
        PrepareTarget work => new PrepareTarget(0, work.Order with { Deadline = default }),
        AdoptWorkload work => new AdoptWorkload(0, work.Order with { Deadline = default }),
        RunPrepareJob job => new RunPrepareJob(0, job.Index, default),
        DeployPreview work => new DeployPreview(0, work.Order with { Deadline = default }),
        RunChecks checks => new RunChecks(0, checks.Stage, checks.Index),
        EnsureCapacity work => new EnsureCapacity(0, work.Order with { Deadline = default }),
        ShiftTraffic shift => new ShiftTraffic(0, shift.Order with { Deadline = default }),
        RestoreTraffic restore => new RestoreTraffic(1, restore.Order with { Deadline = default }),
        RemovePreview work => new RemovePreview(0, work.Order with { Deadline = default }),
        RetirePrevious work => new RetirePrevious(0, work.Order with { Deadline = default }),
        SwitchWorkers work => new SwitchWorkers(0, work.Order with { Deadline = default }),
        FollowActive work => new FollowActive(0, work.Order with { Deadline = default }),
        _ => throw new InvalidOperationException($"unknown effect {effect.GetType().Name}"),
    };
}
