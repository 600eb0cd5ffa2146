using Coordinator.Core.Environments;
using Coordinator.Core.Recording;

namespace Coordinator.Core.Tests.Environments;

/// <summary>What holds after every event, whatever happened before.</summary>
internal static class EnvironmentRules
{
    public static void Check(
        EnvironmentState before, EnvironmentState after, EnvironmentEvent happened, Recorded<EnvironmentState, EnvironmentEvent>? recorded = null)
    {
        var because = $"{happened} led from {before.Phase} {before.Pending} to {after.Phase} {after.Pending}";
        CheckTurns(before, after, because);
        CheckPhase(after, because);
        CheckNoWayForwardAfterAnAbort(before, after, happened, because);
        if (recorded is not null && (before.Pending != after.Pending || before.Phase != after.Phase))
        {
            Assert.True(recorded.IsDurable, $"not durable: {because}");
        }
    }

    private static void CheckTurns(EnvironmentState before, EnvironmentState after, string because)
    {
        Assert.True(after.Turn >= before.Turn, $"the turn fell: {because}");
        if (after.Pending is not { } effect)
        {
            return;
        }

        Assert.True(effect.Turn == after.Turn, $"the effect has another turn than the state: {because}");
        Assert.True(effect is RestoreTraffic == (effect.Turn % 2 == 1), $"odd turns are for going back alone: {because}");
        Assert.True(effect == before.Pending || effect.Turn > before.Turn, $"a new effect needs a new turn: {because}");
    }

    private static void CheckPhase(EnvironmentState after, string because)
    {
        Assert.True(
            after.Phase is not (EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped or EnvironmentPhase.Blocked)
                || after.Pending is null,
            $"an effect is pending after the end: {because}");
        Assert.True(
            after.Phase is not (EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Skipped or EnvironmentPhase.Blocked)
                || (after.Back?.Reason ?? after.Reason) is not null,
            $"it ended without a reason: {because}");
        Assert.True(after.ExposedSince is null || after.TrafficMoved, $"exposed without a decision: {because}");
        Assert.True(after.Phase.IsEnded() is false || after.Phase is EnvironmentPhase.Live || after.WeightPercent == 0, $"users are left: {because}");
    }

    private static void CheckNoWayForwardAfterAnAbort(
        EnvironmentState before, EnvironmentState after, EnvironmentEvent happened, string because)
    {
        var goesBack = before.Phase is EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed;
        if (!goesBack || happened is StartRequested or RetryRequested)
        {
            return;
        }

        Assert.True(
            after.Phase is EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Blocked,
            $"it went forward after an abort: {because}");
        Assert.True(
            after.Pending is null or RestoreTraffic or RemovePreview or AdoptWorkload,
            $"a forward effect after an abort: {because}");
    }
}
