using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordinator.Core.Environments;
using Coordinator.Core.Views;

namespace Coordinator.Core.Releases;

/// <summary>An environment as its release knows it.</summary>
public sealed record ReleaseMember
{
    /// <summary>Index of its wave.</summary>
    public required int Wave { get; init; }

    /// <summary>Its region.</summary>
    public required string Region { get; init; }

    /// <summary>Its capacity.</summary>
    public required double Capacity { get; init; }

    /// <summary>Digest of its plan.</summary>
    public required string PlanDigest { get; init; }

    /// <summary>Whether its start was decided.</summary>
    public bool Started { get; init; }

    /// <summary>Whether it will not be started.</summary>
    public bool Skipped { get; init; }

    /// <summary>Whether it was told to go back.</summary>
    public bool Aborted { get; init; }

    /// <summary>Whether a person wants it tried again, and it waits for a new permit.</summary>
    public bool Retrying { get; init; }

    /// <summary>The release that owns the environment now; null while this one does, or never did.</summary>
    public string? TakenBy { get; init; }

    /// <summary>Why the environment does not take its start yet; null where nothing is known to stand in the way.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Decisions of other environments that took it back with them, newest last, at most 16: each does so once.</summary>
    public ImmutableArray<string> TakenBackWith { get; init; } = [];

    /// <summary>Last report; null before the first.</summary>
    public EnvironmentReport? Report { get; init; }

    /// <summary>Directives that it has not confirmed, oldest first.</summary>
    public ImmutableArray<EnvironmentDirective> Open { get; init; } = [];

    /// <summary>Where it is, seen from the release.</summary>
    public EnvironmentPhase Phase => Skipped ? EnvironmentPhase.Skipped
        : Retrying ? EnvironmentPhase.Queued
        : Report?.Phase ?? EnvironmentPhase.Queued;

    /// <summary>Whether it was told to start and has not confirmed it: what its report says is of the attempt before.</summary>
    [JsonIgnore]
    public bool IsStarting => Open.Any(open => open.Kind is DirectiveKind.Start);

    /// <summary>Whether nothing more happens there by itself in this release.</summary>
    public bool IsEnded => Skipped
        || (!Retrying && Report is { } report && report.Phase.IsEnded() && Open.All(open => open.Kind is DirectiveKind.End));

    /// <summary>Whether nothing begins there before a new start: what is still open awaits no more than its confirmation, and holds
    /// no permit.</summary>
    [JsonIgnore]
    public bool IsOver => Skipped
        || (!Retrying
            && Report is { Phase: EnvironmentPhase.Failed or EnvironmentPhase.RolledBack or EnvironmentPhase.Skipped }
            && Open.All(open => open.Kind is not (DirectiveKind.Start or DirectiveKind.Retry)));

    /// <summary>Whether it does not, or will not, serve the new version; a retry under way does not count.</summary>
    public bool HasFailed => !Retrying
        && Report is { } report
        && Open.All(open => open.Kind is not (DirectiveKind.Retry or DirectiveKind.Start))
        && (report.Back is not null || report.Phase is EnvironmentPhase.Failed or EnvironmentPhase.Blocked or EnvironmentPhase.RolledBack);

    /// <summary>Whether it failed by itself: one that was taken back with others, or by a person, does not count for the policy.</summary>
    [JsonIgnore]
    public bool CountsAsFailure => HasFailed && (Report is { Phase: EnvironmentPhase.Blocked } or { Back: null } or { Back.OwnFault: true });
}
