using Coordinator.Core.Environments;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Tests.Environments;

/// <summary>What holds after every event, whatever happened before.</summary>
internal static class EnvironmentRules
{
    public static void Check(
        EnvironmentState before, EnvironmentState after, EnvironmentEvent happened, Recorded<EnvironmentState, EnvironmentEvent>? recorded = null)
    {
        // A sentence only where a rule is broken: the exploration asks a million times.
        string Because() => $"{happened} led from {before.Phase} {before.Pending} to {after.Phase} {after.Pending}";
        CheckTurns(before, after, Because);
        CheckPhase(after, Because);
        CheckAbort(before, after, happened, Because);
        CheckPrevious(before, after, happened, Because);
        CheckNoWayForwardAfterAnAbort(before, after, happened, Because);
        if (recorded is not null && (before.Pending != after.Pending || before.Phase != after.Phase))
        {
            Rule(recorded.IsDurable, "not durable", Because);
        }
    }

    private static void Rule(bool holds, string what, Func<string> because)
    {
        if (!holds)
        {
            Assert.Fail($"{what}: {because()}");
        }
    }

    private static void CheckTurns(EnvironmentState before, EnvironmentState after, Func<string> because)
    {
        Rule(after.Turn >= before.Turn, "the turn fell", because);
        if (after.Pending is not { } effect)
        {
            return;
        }

        Rule(effect.Turn == after.Turn, "the effect has another turn than the state", because);
        Rule(effect is RestoreTraffic == (effect.Turn % 2 == 1), "odd turns are for going back alone", because);
        Rule(
            effect is not ShiftTraffic shift || shift.Order.WeightPercent >= after.WeightPercent,
            "a step forward took users back", because);
        Rule(
            effect is not ShiftTraffic { Order: { From: null, WeightPercent: < 100 } },
            "a first install shares users with nobody", because);
        Rule(effect == before.Pending || effect.Turn > before.Turn, "a new effect needs a new turn", because);
    }

    private static void CheckPhase(EnvironmentState after, Func<string> because)
    {
        Rule(
            after.Phase is not (EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped or EnvironmentPhase.Blocked)
                || after.Pending is null,
            "an effect is pending after the end", because);
        Rule(
            after.Phase is not (EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped or EnvironmentPhase.Blocked)
                || (after.Back?.Reason ?? after.Reason) is not null,
            "it ended without a reason", because);
        Rule(after.ExposedSince is null || after.TrafficMoved, "exposed without a decision", because);
        Rule(after.Phase.IsEnded() is false || after.Phase is EnvironmentPhase.Live || after.WeightPercent == 0, "users are left", because);
    }

    /// <summary>Going back waits for nothing: wherever users were moved, the one decision of an abort sends the restore out.</summary>
    private static void CheckAbort(EnvironmentState before, EnvironmentState after, EnvironmentEvent happened, Func<string> because) => Rule(
        !(happened is AbortRequested abort && abort.Release == before.Release && before.TrafficMoved && before.Phase.IsForward())
            || after is { Phase: EnvironmentPhase.RollingBack, Pending: RestoreTraffic },
        "an abort does not go back at once", because);

    /// <summary>The previous colour can take all users until <c>keepPrevious</c> is over; what was never Live takes nothing but itself away.</summary>
    private static void CheckPrevious(EnvironmentState before, EnvironmentState after, EnvironmentEvent happened, Func<string> because)
    {
        Rule(
            after.Pending is not RetirePrevious || before.Pending is RetirePrevious || before.KeepPreviousUntil <= happened.At,
            "the previous color goes before its time", because);
        Rule(
            after.Pending is not RemovePreview remove || (after.Phase is EnvironmentPhase.RollingBack && remove.Order.Preview != after.Colors?.Active),
            "a color that serves is removed", because);
    }

    private static void CheckNoWayForwardAfterAnAbort(
        EnvironmentState before, EnvironmentState after, EnvironmentEvent happened, Func<string> because)
    {
        var goesBack = before.Phase is EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed;
        if (!goesBack || happened is StartRequested or RetryRequested)
        {
            return;
        }

        Rule(
            after.Phase is EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Blocked,
            "it went forward after an abort", because);
        Rule(
            after.Pending is null or RestoreTraffic or RemovePreview or AdoptWorkload,
            "a forward effect after an abort", because);
    }
}
