using System.Collections.Immutable;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Applications;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;
using Coordinator.Core.Views;

namespace Coordinator.Core.Releases;

/// <summary>
/// A release over its waves. Each event is taken in, then the whole intended result is computed anew from the state
/// (<see cref="Drive"/>): who starts, who goes back, and where the release is.
/// </summary>
public sealed partial class ReleaseMachine : IMachine<ReleasePlan, ReleaseState, ReleaseEvent>
{
    private const string Self = "coordinator";

    /// <inheritdoc />
    public ReleaseState Initial(string key) => new() { Name = key };

    /// <inheritdoc />
    public string? ContextOf(ReleaseState state, ReleaseEvent? happened) =>
        state.PlanDigest ?? (happened as ReleaseSubmitted)?.PlanDigest;

    /// <inheritdoc />
    public DateTimeOffset InstantOf(ReleaseEvent happened) => happened.At;

    /// <inheritdoc />
    public bool IsSample(ReleaseEvent happened) => false;

    /// <inheritdoc />
    public string ReleaseOf(ReleaseState state) => state.Name;

    /// <inheritdoc />
    public Decision<ReleaseState> Decide(ReleasePlan? context, ReleaseState state, ReleaseEvent happened) => (context, happened) switch
    {
        (null, _) => new(state),
        ({ } plan, ReleaseSubmitted submitted) => OnSubmitted(plan, state, submitted),
        ({ } plan, PermitsAnswered answered) => OnPermits(plan, state, answered),
        ({ } plan, EnvironmentsReported reported) => OnReported(plan, state, reported),
        ({ } plan, ReleaseEvidenceRead read) => OnEvidence(plan, state, read),
        ({ } plan, GateCheckEnded ended) => OnGateCheck(plan, state, ended),
        ({ } plan, GateCheckRefused refused) => OnGateRefused(plan, state, refused),
        ({ } plan, GateCheckFaulted faulted) => OnGateFaulted(plan, state, faulted),
        ({ } plan, ActionRequested action) => OnAction(plan, state, action),
        (_, ReleaseJobSought sought) => OnJobSought(state, sought),
        ({ } plan, ReleaseJobEnded ended) => OnJobEnded(plan, state, ended),
        ({ } plan, ReleaseTimePassed passed) => OnTimePassed(plan, state, passed.At),
        _ => throw new InvalidOperationException($"no answer to {happened.GetType().Name}"),
    };

    /// <summary>What the release tells and asks its application. Sent again until it is answered.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="state">Its state.</param>
    /// <param name="number">Ascending with each change of state, e.g. the journal's sequence.</param>
    /// <param name="at">Instant.</param>
    public static PermitsRequested Request(ReleasePlan plan, ReleaseState state, long number, DateTimeOffset at) => new(
        at,
        state.Name,
        number,
        plan.Exposure,
        plan.TotalCapacity(),
        [
            .. state.Members.Where(member => member.Value is { Started: true, Retrying: false, TakenBy: null }).Select(member => new HeldPermit(
                EnvironmentKey.Parse(member.Key), plan.Waves[member.Value.Wave].Name, member.Value.Capacity,
                UnderWay: !member.Value.IsEnded && !member.Value.IsOver, Exposed: IsExposed(member.Value))),
        ],
        [
            .. Eligible(plan, state).Select(key => new WantedPermit(
                EnvironmentKey.Parse(key), plan.Waves[state.Members[key].Wave].Name, plan.Waves[state.Members[key].Wave].MaxParallel,
                state.Members[key].Capacity)),
        ]);

    /// <summary>What an ended release tells its application: that it is over, and where users are still on its unproven version.</summary>
    public static ReleaseLeft Leave(ReleasePlan plan, ReleaseState state, long number, DateTimeOffset at) => new(
        at, state.Name, number, [.. Request(plan, state, number, at).Held.Where(held => state.Members[held.Key.ToString()].Report is { Exposed: true })]);

    private static Decision<ReleaseState> OnSubmitted(ReleasePlan plan, ReleaseState state, ReleaseSubmitted submitted)
    {
        if (state.PlanDigest is not null)
        {
            return new(state);
        }

        var members = plan.Waves
            .SelectMany((wave, index) => wave.Environments.Select(environment => (Environment: environment, Wave: index)))
            .ToImmutableSortedDictionary(
                planned => planned.Environment.Key.ToString(),
                planned => new ReleaseMember
                {
                    Wave = planned.Wave,
                    Region = planned.Environment.Region,
                    Capacity = planned.Environment.Capacity,
                    PlanDigest = planned.Environment.PlanDigest,
                });
        var next = state with
        {
            PlanDigest = submitted.PlanDigest,
            SubmittedBy = submitted.By,
            SubmittedAt = submitted.At,
            Members = members,
        };
        return Drive(plan, next, submitted.At).After($"submitted by {submitted.By}: {members.Count} environments in {plan.Waves.Length} waves");
    }

    private static Decision<ReleaseState> OnPermits(ReleasePlan plan, ReleaseState state, PermitsAnswered answered)
    {
        var answer = answered.Answer;
        var waiting = answer.Ahead is { } ahead ? $"release {ahead} is under way" : answer.Waiting;
        var told = state.IsCurrent == answer.IsCurrent && state.Waiting == waiting
            ? state
            : state with { IsCurrent = answer.IsCurrent, Waiting = waiting };
        var notes = ImmutableArray<string>.Empty;
        if (answer.SupersededBy is { } newer && told.SupersededBy is null && !told.Phase.IsEnded())
        {
            told = Supersede(told, newer, answered.At);
            notes = [$"superseded by {newer}"];
        }

        var starting = answer.Granted.Select(key => key.ToString()).Intersect(Eligible(plan, told)).ToList();
        foreach (var key in starting)
        {
            var controls = ControlChoice.Of(plan, told, key, starting);
            told = Direct(told, key, DirectiveKind.Start, Self, $"wave {plan.Waves[told.Members[key].Wave].Name}", controls);
            told = With(told, key, member => member with { Started = true, Retrying = false, TakenBy = null });
            notes = notes.Add($"starts {key}");
        }

        return ReferenceEquals(told, state) ? new(state) : Drive(plan, told, answered.At).After(notes);
    }

    private static Decision<ReleaseState> OnReported(ReleasePlan plan, ReleaseState state, EnvironmentsReported reported)
    {
        var next = state;
        var notes = ImmutableArray.CreateBuilder<string>();
        foreach (var report in reported.Reports)
        {
            var key = report.Key.ToString();
            if (!next.Members.TryGetValue(key, out var member) || member.Report?.Revision >= report.Revision)
            {
                continue;
            }

            if (report.Release != state.Name)
            {
                next = OnTaken(next, key, member, report, notes);
                continue;
            }

            next = With(next, key, known => known with
            {
                Report = report,
                TakenBy = null,
                Obstacle = null,
                Open = known.Open.RemoveAll(open => report.Commands.Contains(open.Id)),
            });
            if (member.Report?.Phase != report.Phase)
            {
                notes.Add($"{key} is {report.Phase}");
            }

            next = CompareImages(next, key, report, notes);
        }

        return ReferenceEquals(next, state) ? new(state) : Drive(plan, next, reported.At).After(notes.ToImmutable());
    }

    /// <summary>
    /// A report of an environment that another release owns. Where this one owned it before, a newer took it: what was open is
    /// confirmed without effect, and nothing is left to take back.
    /// </summary>
    private static ReleaseState OnTaken(
        ReleaseState state, string key, ReleaseMember member, EnvironmentReport report, ImmutableArray<string>.Builder notes)
    {
        var open = member.Open.RemoveAll(directive => report.Commands.Contains(directive.Id));
        var awaitsStart = open.Any(directive => directive.Kind is DirectiveKind.Start);
        var obstacle = awaitsStart && report.Release is { } owner && !report.Phase.IsEnded() ? $"release {owner} is {report.Phase} there" : null;
        var isTaken = member.Report is not null && member.TakenBy != report.Release && !awaitsStart;
        // Confirmed by an environment that stayed with another release: this one was aborted before its start.
        var isGivenUp = member.Report is null && !awaitsStart && member.Open.Any(directive => directive.Kind is DirectiveKind.Start);
        if (!isTaken && open.Length == member.Open.Length && obstacle == member.Obstacle)
        {
            return state;
        }

        if (isTaken)
        {
            notes.Add($"{key} belongs to release {report.Release} now");
        }

        return With(state, key, known => known with { Open = open, Obstacle = obstacle, Skipped = known.Skipped || isGivenUp, TakenBy = isTaken ? report.Release : known.TakenBy });
    }

    private static ReleaseState With(ReleaseState state, string key, Func<ReleaseMember, ReleaseMember> change) =>
        state with { Members = state.Members.SetItem(key, change(state.Members[key])) };

    /// <summary>Adds a directive to an environment. Ids ascend within the release.</summary>
    private static ReleaseState Direct(
        ReleaseState state, string key, DirectiveKind kind, string by, string reason, ImmutableArray<ControlRef>? controls = null)
    {
        var number = state.Directives + 1;
        var member = state.Members[key];
        var digest = kind is DirectiveKind.Start ? member.PlanDigest : null;
        var directive = new EnvironmentDirective($"{state.Name}/{number}", kind, by, reason, digest, controls);
        return With(state with { Directives = number }, key, known => known with { Open = known.Open.Add(directive) });
    }
}
