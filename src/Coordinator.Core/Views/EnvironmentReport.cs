using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Jobs;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>What an environment tells those above it.</summary>
public sealed record EnvironmentReport
{
    /// <summary>The environment.</summary>
    public required EnvironmentKey Key { get; init; }

    /// <summary>Release that owns it; null for none.</summary>
    public string? Release { get; init; }

    /// <summary>Sequence of its journal: a lower one is older.</summary>
    public long Revision { get; init; }

    /// <summary>Where it is.</summary>
    public EnvironmentPhase Phase { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Index of the traffic step.</summary>
    public int Step { get; init; }

    /// <summary>Users' share of the new colour.</summary>
    public int WeightPercent { get; init; }

    /// <summary>Colour that served before; null in a first install or before Preflight.</summary>
    public Color? Active { get; init; }

    /// <summary>Colour of the new version; null before Preflight.</summary>
    public Color? Preview { get; init; }

    /// <summary>Judgement of health.</summary>
    public Verdict Verdict { get; init; }

    /// <summary>Value against limit.</summary>
    public string Because { get; init; } = "";

    /// <summary>Why it waits; null where it does not.</summary>
    public PauseState? Pause { get; init; }

    /// <summary>Since when the cluster does not answer; null where it does.</summary>
    public DateTimeOffset? UnreachableSince { get; init; }

    /// <summary>Why it is where it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether users are, or were decided to be, on the unproven version.</summary>
    public bool Exposed { get; init; }

    /// <summary>Whether the new version is proven here.</summary>
    public bool Proven { get; init; }

    /// <summary>Whether a write that gives the new colour users was ever decided.</summary>
    public bool TrafficMoved { get; init; }

    /// <summary>Why it goes or went back; null where it does not.</summary>
    public GoingBack? Back { get; init; }

    /// <summary>Why it can't go back although it is Live; null where it can, or is not.</summary>
    public string? NoWayBack { get; init; }

    /// <summary>Why users are not back on the old colour yet although going back was decided; null where nothing is known to hold it up.</summary>
    public string? HeldUpBy { get; init; }

    /// <summary>What was found by comparing the colours, where it is pooled; null where not.</summary>
    public RegressionEvidence? Regression { get; init; }

    /// <summary>Digests that the new version runs, by image; empty until it is deployed.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The Job of its region or release that it waits for; null where it does not.</summary>
    public SharedJobWait? JobWait { get; init; }

    /// <summary>Ids of the last commands that it took.</summary>
    public ImmutableArray<string> Commands { get; init; } = [];

    /// <summary>Report of a state.</summary>
    public static EnvironmentReport Of(EnvironmentState state, long revision) => new()
    {
        Key = state.Key,
        Release = state.Release,
        Revision = revision,
        Phase = state.Phase,
        Since = state.PhaseSince,
        Step = state.Step,
        WeightPercent = state.WeightPercent,
        Active = state.Colors?.Active,
        Preview = state.Colors?.Preview,
        Verdict = state.Analysis.Verdict,
        Because = state.Analysis.Since is null && state.Analysis.LastAt is null ? "" : state.Analysis.Because,
        Pause = state.Pause,
        UnreachableSince = state.UnreachableSince,
        Reason = state.Back?.Reason ?? state.Reason,
        Exposed = state.ExposedSince is not null,
        Proven = state.ProvenAt is not null,
        TrafficMoved = state.TrafficMoved,
        Back = state.Back,
        NoWayBack = EnvironmentMachine.NoWayBack(state),
        HeldUpBy = state.HeldUpBy,
        Regression = state.Analysis.Regression is { Evidence: { Pool: not Scope.Environment } evidence } ? evidence : null,
        Images = state.Images,
        JobWait = state.JobWait,
        Commands = state.Commands,
    };
}
