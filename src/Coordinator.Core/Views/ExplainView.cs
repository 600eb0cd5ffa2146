using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Releases;

namespace Coordinator.Core.Views;

/// <summary>Where a release is and what it waits for, in sentences.</summary>
/// <param name="Release">Its name.</param>
/// <param name="Phase">Where it is.</param>
/// <param name="Sentence">For people.</param>
/// <param name="Environments">Its environments, in the order of the plan.</param>
public sealed record ExplainView(
    string Release, ReleasePhase Phase, string Sentence, ImmutableArray<ExplainedEnvironment> Environments)
{
    private const string Coordinator = "coordinator";

    /// <summary>Explains a release from its views.</summary>
    public static ExplainView Of(ReleaseDetail detail)
    {
        var views = detail.Environments.ToDictionary(view => view.Report.Key);
        return new(
            detail.Release.Name,
            detail.Release.Phase,
            SentenceOf(detail.Release, Culprit(detail.Release, views)),
            [
                .. detail.Release.Waves.SelectMany(wave => wave.Environments.Select(member =>
                    ExplainedEnvironment.Of(member, views.GetValueOrDefault(member.Key), WaitsFor(detail.Release, wave)))),
            ]);
    }

    /// <summary>What the next start of a wave waits for.</summary>
    private static string WaitsFor(ReleaseView release, WaveView wave) => release switch
    {
        { Pause: { } pause } => $"the release is paused by {pause.By}: {pause.Reason}",
        _ when release.Waves.TakeWhile(one => one.Name != wave.Name).FirstOrDefault(IsUnderWay) is { } earlier =>
            $"wave {earlier.Name} comes first{(release.Waiting is { } waiting ? $" ({waiting})" : "")}",
        _ => release.Waiting ?? "the application is asked for its permit",
    };

    private static bool IsUnderWay(WaveView wave) => wave.Environments.Any(member => !member.Phase.IsEnded());

    private static string SentenceOf(ReleaseView release, string culprit) => release switch
    {
        { Phase: ReleasePhase.Succeeded } => $"it ended as intended: {Live(release)}",
        { Phase: ReleasePhase.RolledBack } => $"it ended, and nothing is left on {release.Version}{Because(release, culprit)}",
        { Phase: ReleasePhase.Failed } => $"it failed{Because(release, culprit)}; {Live(release)}",
        { Phase: ReleasePhase.Superseded } => "a newer release replaced it",
        { Phase: ReleasePhase.RollingBack } => $"it goes back{Because(release, culprit)}",
        { Waiting: { } waiting } => $"it waits: {waiting}",
        { Stop: { } stop } => $"nothing more is started: {stop.Reason}{culprit}; what is under way is brought to its end",
        _ => $"it is under way: {Live(release)}",
    };

    private static string Because(ReleaseView release, string culprit) =>
        (release.Back ?? release.Stop) is { } why ? $", decided by {why.By}: {why.Reason}{culprit}" : culprit;

    /// <summary>The environment that was the first to go back through its own fault, with value, limit and source.</summary>
    private static string Culprit(ReleaseView release, Dictionary<EnvironmentKey, EnvironmentView> views)
    {
        var first = release.Waves.SelectMany(wave => wave.Environments)
            .Select(member => member.Report)
            .Where(report => report is { Back.OwnFault: true })
            .MinBy(report => report!.Back!.DecidedAt);
        var why = release.Back ?? release.Stop;
        var isCause = first is not null && (why is null || (why.By == Coordinator && first.Back!.DecidedAt <= why.At));
        return isCause
            ? $"; it began in {first!.Key}: {first.Back!.Reason}{ReasonSource.Of(first.Back.Reason, views.GetValueOrDefault(first.Key))}"
            : "";
    }

    private static string Live(ReleaseView release) =>
        $"{release.Counts.GetValueOrDefault(nameof(EnvironmentPhase.Live))} of {release.Counts.Values.Sum()} environments serve {release.Version}";
}
