using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Views;

/// <summary>Where an environment is and what it waits for, in one sentence.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Phase">Where it is, seen from the release.</param>
/// <param name="Sentence">For people.</param>
public sealed record ExplainedEnvironment(EnvironmentKey Key, EnvironmentPhase Phase, string Sentence)
{
    /// <summary>Explains a member of a release.</summary>
    /// <param name="member">The member.</param>
    /// <param name="view">Its measurements; null where they are not known.</param>
    /// <param name="waitsFor">What its start would wait for.</param>
    public static ExplainedEnvironment Of(MemberView member, EnvironmentView? view, string waitsFor) =>
        new(member.Key, member.Phase, Sentences(member with { Report = Newest(member.Report, view) }, view, waitsFor));

    /// <summary>What a verdict rests on changes with every sample, of which those above are told only where the verdict changes.</summary>
    private static EnvironmentReport? Newest(EnvironmentReport? told, EnvironmentView? view) =>
        told is not null && view?.Report is { } seen && seen.Release == told.Release && seen.Phase == told.Phase && seen.Revision >= told.Revision
            ? seen
            : told;

    private static string Sentences(MemberView member, EnvironmentView? view, string waitsFor) => member.Report switch
    {
        _ when member.Obstacle is { } obstacle => $"it was told to start and can't: {obstacle}",
        null when member.Phase is EnvironmentPhase.Skipped => "it was never started and will not be",
        null => $"it waits for its start: {waitsFor}",
        // The report is that of the attempt before.
        { Phase: not EnvironmentPhase.Queued } when member.Phase is EnvironmentPhase.Queued => $"it waits to be tried again: {waitsFor}",
        { UnreachableSince: { } since } report => $"its cluster does not answer since {since:u}{Fault(report)}; it is asked again{Paused(report)}",
        { Pause: { } pause } report => $"paused by {pause.By}: {pause.Reason}{ReasonSource.Of(pause.Reason, view)}; {Actions(report, pause.Kind)}",
        { } report => $"{PhaseSentence(report, view)}",
    };

    /// <summary>On the way back the reason is that of the way back.</summary>
    private static string Fault(EnvironmentReport report) => report is { Back: null, Reason.Length: > 0 } ? $" ({report.Reason})" : "";

    private static string Paused(EnvironmentReport report) => report.Pause is { } pause ? $". It is paused by {pause.By}: {pause.Reason}" : "";

    /// <summary>What a person can do about a pause, and what follows.</summary>
    private static string Actions(EnvironmentReport report, PauseKind kind)
    {
        var abort = report.Active is null && report.TrafficMoved ? "abort takes its users off it" : "abort goes back";
        return kind switch
        {
            PauseKind.Person => $"resume goes on, {abort}",
            PauseKind.HoldLimit => $"resume waits as long once more, promote goes on without, {abort}",
            PauseKind.Unhealthy => $"resume judges it anew, {abort}",
        };
    }

    private static string PhaseSentence(EnvironmentReport report, EnvironmentView? view) => report.Phase switch
    {
        EnvironmentPhase.Queued => "it was told to start",
        EnvironmentPhase.Preflight => "it looks at the cluster before it touches anything",
        EnvironmentPhase.Preparing when report.JobWait is { } wait =>
            $"it waits for the Job {wait.Job}, which runs once for the {wait.Scope.ToString().ToLowerInvariant()}, at most until {wait.Until:u}",
        EnvironmentPhase.Preparing => view?.Checking is { } job ? $"it runs the Job {job}" : "it prepares namespace and configuration",
        EnvironmentPhase.Deploying => $"it deploys the new color and waits until it is ready{Until(view)}",
        EnvironmentPhase.Verifying => $"it checks the new color{Checking(view)}",
        EnvironmentPhase.Shifting => $"{report.WeightPercent} % of the users are on the new color{Holding(report, view)}",
        EnvironmentPhase.Validating => $"it validates what users reach{Checking(view)}",
        EnvironmentPhase.Baking => $"all users are on the new color, which is watched{Holding(report, view)}",
        EnvironmentPhase.Live => $"it serves the new version{Kept(report, view)}{Alert(report, view)}",
        EnvironmentPhase.RollingBack => $"it goes back: {report.Reason}{ReasonSource.Of(report.Reason, view)}{HeldUp(report)}",
        EnvironmentPhase.RolledBack => $"it went back: {report.Reason}{ReasonSource.Of(report.Reason, view)}",
        EnvironmentPhase.Failed => $"{Failed(report)}: {report.Reason}{ReasonSource.Of(report.Reason, view)}",
        EnvironmentPhase.Skipped => "it was skipped",
        EnvironmentPhase.Blocked => $"a person must act: {report.Reason}",
    };

    private static string HeldUp(EnvironmentReport report) => report.HeldUpBy is { } why ? $"; not done yet: {why}" : "";

    private static string Checking(EnvironmentView? view) => view?.Checking is { } name
        ? $": {name}{(view.CheckSource is { Length: > 0 } source ? $", {source}" : "")}"
        : "";

    private static string Until(EnvironmentView? view) => view?.Deadline is { } deadline ? $", at most until {deadline:u}" : "";

    private static string Holding(EnvironmentReport report, EnvironmentView? view) => view?.HoldWanted is { } wanted
        ? $": Healthy for {DurationText.OfSeconds(view.Held)} of {DurationText.Of(wanted)}, now {report.Verdict}{(report.Because.Length > 0 ? $" ({report.Because}{ReasonSource.Of(report.Because, view)})" : "")}{Patience(view)}"
        : "";

    private static string Patience(EnvironmentView view) => view.Deadline is { } deadline ? $"; it pauses if that is not reached by {deadline:u}" : "";

    /// <summary>A first install has no version to go back to.</summary>
    private static string Failed(EnvironmentReport report) => report.TrafficMoved
        ? "it failed with users on the new version, before which there was none"
        : "it failed before any user was on the new version";

    private static string Kept(EnvironmentReport report, EnvironmentView? view) =>
        report.Active is not null && view?.KeepPreviousUntil is { } until ? $"; the previous color stays ready until {until:u}" : "";

    /// <summary>What analysis says of a version that already serves: with <c>afterSuccess: alert</c> nothing else tells.</summary>
    private static string Alert(EnvironmentReport report, EnvironmentView? view) =>
        report.Verdict is Verdict.Unhealthy ? $"; it is Unhealthy: {report.Because}{ReasonSource.Of(report.Because, view)}" : "";
}
