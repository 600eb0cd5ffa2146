using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Ports;

/// <summary>A Job to run.</summary>
/// <param name="Step">What it is for, unique within release and owner, e.g. <c>prepare/migrate-database</c>.</param>
/// <param name="Job">What runs.</param>
/// <param name="Timeout">Limit of one attempt.</param>
/// <param name="Retries">Further attempts after a failed one.</param>
/// <param name="Deadline">Instant after which waiting ends and the Job is suspended.</param>
/// <param name="Color">The new colour; null where it is not known yet.</param>
/// <param name="Stage">What the Job is to reach: the preview, or what users reach; null = the target Service.</param>
/// <param name="IsOnce">Whether an earlier run of the same release counts: one that succeeded is not repeated and one that still runs
/// is waited for, as for a migration. Otherwise a newer turn removes it and runs it anew, as for a check.</param>
/// <param name="IsOwn">Whether the coordinator's own program runs: the last line that it prints is its result, and a pod that its node
/// lost is replaced without counting as an attempt.</param>
public sealed record JobOrder(
    string Step, JobSpec Job, TimeSpan Timeout, int Retries, DateTimeOffset Deadline, Color? Color, CheckStage? Stage, bool IsOnce,
    bool IsOwn = false)
{
    /// <summary>The step of a <c>prepare</c> Job.</summary>
    public static string PrepareStep(string name) => $"prepare/{name}";

    /// <summary>The step of a check that runs as a Job.</summary>
    public static string CheckStep(CheckStage stage, string name) => $"{stage.ToString().ToLowerInvariant()}/{name}";

    /// <summary>A <c>prepare</c> Job: run once, whatever it is run for.</summary>
    /// <param name="plan">The environment whose cluster runs it.</param>
    /// <param name="spec">The Job.</param>
    /// <param name="deadline">See <see cref="Deadline"/>.</param>
    /// <param name="color">See <see cref="Color"/>.</param>
    public static JobOrder Prepare(EnvironmentPlan plan, PrepareJobSpec spec, DateTimeOffset deadline, Color? color) => new(
        PrepareStep(spec.Name), spec.Job, plan.Limits.OfAttempt(spec.Timeout), spec.Retries, deadline, color, Stage: null, IsOnce: true);

    /// <summary>A check's Job: run anew with each turn.</summary>
    /// <param name="plan">The environment whose cluster runs it.</param>
    /// <param name="stage">What it is to reach.</param>
    /// <param name="check">The check.</param>
    /// <param name="job">Its Job.</param>
    /// <param name="deadline">See <see cref="Deadline"/>.</param>
    /// <param name="color">See <see cref="Color"/>.</param>
    public static JobOrder Check(
        EnvironmentPlan plan, CheckStage stage, CheckSpec check, JobSpec job, DateTimeOffset deadline, Color? color) => new(
        CheckStep(stage, check.Name), job, plan.Limits.OfAttempt(check.Timeout), check.Retries, deadline, color, stage, IsOnce: false);
}
