using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;

namespace Coordinator.Core.Reports;

/// <summary>The validation report of a release: every check, every metric, and the success criteria by environment, region and release.</summary>
public sealed record ReleaseReport
{
    /// <summary>Name of the release.</summary>
    public required string Release { get; init; }

    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>Where it is.</summary>
    public required ReleasePhase Phase { get; init; }

    /// <summary>Pass: it ended as intended and all checks and limits were kept; Warn: as intended, but something was not kept, or could
    /// not be told; Fail: it did not end as intended. Null while it is under way.</summary>
    public CheckOutcome? Verdict { get; init; }

    /// <summary>Why it went back, stopped or waits; null for nothing.</summary>
    public string? Reason { get; init; }

    /// <summary>Who submitted it.</summary>
    public required string SubmittedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Number of environments by phase.</summary>
    public required ImmutableSortedDictionary<string, int> Phases { get; init; }

    /// <summary>How all checks ended.</summary>
    public required CheckCounts Checks { get; init; }

    /// <summary>The gates that have checks, in the order of the waves.</summary>
    public ImmutableArray<ReportedGate> Gates { get; init; } = [];

    /// <summary>The success criteria over all environments.</summary>
    public required ImmutableArray<Criterion> Criteria { get; init; }

    /// <summary>The regions, by name.</summary>
    public required ImmutableArray<ReportedRegion> Regions { get; init; }

    /// <summary>The environments, in the order of the plan.</summary>
    public required ImmutableArray<ReportedEnvironment> Environments { get; init; }

    /// <summary>Report of a release.</summary>
    /// <param name="release">The release.</param>
    /// <param name="outcomes">What its environments told, each once; those that did not answer are missing.</param>
    public static ReleaseReport Of(ReleaseView release, IEnumerable<EnvironmentOutcome> outcomes)
    {
        var known = outcomes.ToDictionary(outcome => outcome.Key);
        ImmutableArray<ReportedEnvironment> environments =
        [
            .. release.Waves.SelectMany(wave => wave.Environments.Select(member => Of(wave.Name, member, known.GetValueOrDefault(member.Key)))),
        ];
        var all = Outcomes(environments);
        var criteria = SuccessCriteria.Of(all, Scope.Release);
        ImmutableArray<ReportedGate> gates =
        [
            .. release.Waves.Where(wave => wave.GateChecksWanted > 0)
                .Select(wave => new ReportedGate(wave.Name, wave.GateChecks, wave.GateChecksWanted - wave.GateChecks.Length)),
        ];
        var checks = gates.Aggregate(CheckCounts.Of(all), (sum, gate) => sum.Plus(gate.Checks, gate.NotRun));
        return new()
        {
            Release = release.Name,
            Application = release.Application,
            Version = release.Version,
            Phase = release.Phase,
            Verdict = VerdictOf(release.Phase, checks, criteria, environments),
            Reason = (release.Back ?? release.Stop ?? release.Pause)?.Reason ?? release.Waiting,
            SubmittedBy = release.SubmittedBy,
            SubmittedAt = release.SubmittedAt,
            EndedAt = release.EndedAt,
            Phases = PhasesOf(environments),
            Checks = checks,
            Gates = gates,
            Criteria = criteria,
            Regions = [.. environments.GroupBy(one => one.Region).OrderBy(group => group.Key, StringComparer.Ordinal).Select(RegionOf)],
            Environments = environments,
        };
    }

    private static ReportedEnvironment Of(string wave, MemberView member, EnvironmentOutcome? outcome) => new(
        member.Key, member.Region, wave, member.Phase,
        outcome is null ? CheckCounts.None : CheckCounts.Of([outcome]),
        outcome is null ? [] : SuccessCriteria.Of([outcome], Scope.Environment),
        outcome,
        IsUnknown: outcome is null && member.Report is not null);

    private static ReportedRegion RegionOf(IGrouping<string, ReportedEnvironment> region)
    {
        var outcomes = Outcomes(region);
        return new(region.Key, PhasesOf(region), CheckCounts.Of(outcomes), SuccessCriteria.Of(outcomes, Scope.Region));
    }

    private static List<EnvironmentOutcome> Outcomes(IEnumerable<ReportedEnvironment> environments) =>
        [.. environments.Select(one => one.Outcome).OfType<EnvironmentOutcome>()];

    private static ImmutableSortedDictionary<string, int> PhasesOf(IEnumerable<ReportedEnvironment> environments) => environments
        .GroupBy(one => one.Phase.ToString()).ToImmutableSortedDictionary(group => group.Key, group => group.Count());

    /// <summary>A release that ended as intended did so in spite of what its table says: then that is a warning.</summary>
    private static CheckOutcome? VerdictOf(
        ReleasePhase phase, CheckCounts checks, ImmutableArray<Criterion> criteria, ImmutableArray<ReportedEnvironment> environments)
    {
        var ended = ReportText.OutcomeOf(phase);
        var isClean = checks is { Failed: 0, Warned: 0 }
            && criteria.All(criterion => criterion.Verdict is null or CheckOutcome.Pass)
            && !environments.Any(one => one.IsUnknown);
        return ended is CheckOutcome.Pass && !isClean ? CheckOutcome.Warn : ended;
    }
}
