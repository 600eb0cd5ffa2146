using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Views;

/// <summary>A release as people see it.</summary>
public sealed record ReleaseView
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the plan: approvals are bound to it.</summary>
    public required string PlanDigest { get; init; }

    /// <summary>Where it is.</summary>
    public required ReleasePhase Phase { get; init; }

    /// <summary>Who submitted it.</summary>
    public required string SubmittedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Why nothing new starts for now; null where it may.</summary>
    public Intervention? Pause { get; init; }

    /// <summary>Why nothing new starts at all; null where it may.</summary>
    public Intervention? Stop { get; init; }

    /// <summary>Why it goes back; null where it does not.</summary>
    public Intervention? Back { get; init; }

    /// <summary>What it waits for; null for nothing.</summary>
    public string? Waiting { get; init; }

    /// <summary>Number of environments by phase.</summary>
    public required ImmutableSortedDictionary<string, int> Counts { get; init; }

    /// <summary>The waves.</summary>
    public required ImmutableArray<WaveView> Waves { get; init; }

    /// <summary>View of a state.</summary>
    public static ReleaseView Of(ReleasePlan plan, ReleaseState state) => new()
    {
        Name = state.Name,
        Application = plan.Application,
        Version = plan.Version,
        PlanDigest = state.PlanDigest ?? "",
        Phase = state.Phase,
        SubmittedBy = state.SubmittedBy,
        SubmittedAt = state.SubmittedAt,
        EndedAt = state.EndedAt,
        Pause = state.Pause,
        Stop = state.Stop,
        Back = state.Back,
        Waiting = WaitingOf(plan, state),
        Counts = state.Members.Values.GroupBy(member => member.Phase.ToString())
            .ToImmutableSortedDictionary(group => group.Key, group => group.Count()),
        Waves = [.. plan.Waves.Select((wave, index) => WaveView.Of(wave, index, state))],
    };

    private static string GateSentence(ReleasePlan plan, GateRun run)
    {
        var checks = plan.Waves.FirstOrDefault(wave => wave.Name == run.Wave)?.Gate?.Checks ?? [];
        var name = checks.ElementAtOrDefault(run.Index)?.Name;
        return $"the gate of wave {run.Wave} runs check {name} ({run.Index + 1} of {checks.Length})"
            + (run.Fault is { } fault ? $", which can't be run so far: {fault}" : "");
    }

    /// <summary>A gate keeps its failure only while it is shut: its wave never started.</summary>
    private static (string Wave, CheckResult Failure)? Shut(ReleaseState state) => state.Gates
        .Select(gate => (gate.Key, gate.Value.Failure))
        .Where(gate => gate.Failure is not null)
        .Select(gate => ((string, CheckResult)?)(gate.Key, gate.Failure!))
        .FirstOrDefault();

    private static string? WaitingOf(ReleasePlan plan, ReleaseState state) => state switch
    {
        { Phase: ReleasePhase.AwaitingApproval, Pause: { } pause } =>
            $"paused by {pause.By}: {pause.Reason}; {WaitingOf(plan, state with { Pause = null })}",
        { Phase: ReleasePhase.AwaitingApproval } => plan.Waves
            .Where(wave => wave.Gate?.Approval is not null
                && state.Approvals.Count(given => given.Wave == wave.Name) < wave.Gate.Approval.Required)
            .Select(wave => $"wave {wave.Name} waits for {wave.Gate!.Approval!.Required} approval(s) by {wave.Gate.Approval.Role}")
            .FirstOrDefault(),
        { Pause: null, Gate: { } run } => GateSentence(plan, run),
        { Pause: null, Phase: ReleasePhase.Progressing } when Shut(state) is var (wave, failed) =>
            $"the gate of wave {wave} is shut: check {failed.Name}: {failed.Details}; retry runs its checks again, abort goes back",
        { Pause: { } pause } => $"paused by {pause.By}: {pause.Reason}",
        _ => state.Waiting,
    };
}
