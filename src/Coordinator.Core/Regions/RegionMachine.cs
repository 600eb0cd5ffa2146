using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;
using Coordinator.Core.Views;

namespace Coordinator.Core.Regions;

/// <summary>Passes directives down and reports up, and takes a region back together where the scope says so.</summary>
public sealed partial class RegionMachine : IMachine<object, RegionState, RegionEvent>
{
    private const int RememberedDirectives = 32;

    /// <inheritdoc />
    public RegionState Initial(string key) => new() { Key = key };

    /// <inheritdoc />
    public string? ContextOf(RegionState state, RegionEvent? happened) => null;

    /// <inheritdoc />
    public DateTimeOffset InstantOf(RegionEvent happened) => happened.At;

    /// <inheritdoc />
    public bool IsSample(RegionEvent happened) => false;

    /// <inheritdoc />
    public string ReleaseOf(RegionState state) => state.Release;

    /// <inheritdoc />
    public Decision<RegionState> Decide(object? context, RegionState state, RegionEvent happened) => happened switch
    {
        DirectivesReceived received => OnDirectives(state, received),
        ReportsReceived received => OnReports(state, received),
        RegionEvidenceRead read => OnEvidence(state, read),
        RegionJobSought sought => OnJobSought(state, sought),
        RegionJobEnded ended => OnJobEnded(state, ended),
        RegionTimePassed passed => OnTimePassed(state, passed.At),
        _ => throw new InvalidOperationException($"no answer to {happened.GetType().Name}"),
    };

    private static Decision<RegionState> OnDirectives(RegionState state, DirectivesReceived received)
    {
        var members = state.Members;
        foreach (var (key, directive) in received.Directives)
        {
            var member = members.GetValueOrDefault(key.ToString()) ?? new(null, [], []);
            if (!member.Seen.Contains(directive.Id))
            {
                members = members.SetItem(key.ToString(), member with
                {
                    Open = member.Open.Add(directive),
                    Seen = [.. member.Seen.TakeLast(RememberedDirectives - 1), directive.Id],
                });
            }
        }

        return members == state.Members && state.Release == received.Release
            ? new(state)
            : new(state with { Release = received.Release, RollbackScope = received.RollbackScope, Members = members });
    }

    private static Decision<RegionState> OnReports(RegionState state, ReportsReceived received)
    {
        var members = state.Members;
        foreach (var report in received.Reports)
        {
            if (members.TryGetValue(report.Key.ToString(), out var member) && IsNews(member, report))
            {
                var open = member.Open.RemoveAll(directive => report.Commands.Contains(directive.Id));
                members = members.SetItem(report.Key.ToString(), member with { Report = report, Open = open });
            }
        }

        if (members == state.Members)
        {
            return new(state);
        }

        var next = state with { Members = members };
        var taken = state.RollbackScope is Scope.Region
            ? Culprits(next).Aggregate(new Decision<RegionState>(next), (decided, culprit) => TakeBack(decided.State, culprit).After(decided.Notes))
            : new Decision<RegionState>(next);
        return JudgeJobs(taken.State, received.At).After(taken.Notes);
    }

    private static bool IsNews(RegionMember member, EnvironmentReport report) =>
        member.Report is null || report.Revision > member.Report.Revision;

    /// <summary>Environments of this release that go or went back through their own fault after users had been on them.</summary>
    private static IEnumerable<EnvironmentReport> Culprits(RegionState state) => state.Members.Values
        .Select(member => member.Report)
        .OfType<EnvironmentReport>()
        .Where(report => report is { TrafficMoved: true, Back.OwnFault: true } && report.Release == state.Release);

    private static Decision<RegionState> TakeBack(RegionState state, EnvironmentReport culprit)
    {
        var id = $"{state.Key}/back-with/{culprit.Key.Cluster}/{culprit.Back!.DecidedAt.UtcTicks}";
        var members = state.Members;
        foreach (var (key, member) in state.Members)
        {
            if (key != culprit.Key.ToString() && member.Report?.Back is null && !member.Seen.Contains(id))
            {
                members = members.SetItem(key, member with
                {
                    Open = member.Open.Add(new(id, DirectiveKind.Abort, "coordinator", $"{culprit.Key} goes back: {culprit.Back.Reason}")),
                    Seen = [.. member.Seen.TakeLast(RememberedDirectives - 1), id],
                });
            }
        }

        return members == state.Members
            ? new(state)
            : new(state with { Members = members }, $"the region goes back with {culprit.Key}");
    }
}
