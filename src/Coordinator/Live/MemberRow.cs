using Coordinator.Core;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Views;

namespace Coordinator.Live;

/// <summary>An environment of a release, as table and lines show it.</summary>
/// <param name="Member">What the release knows.</param>
/// <param name="View">What it measures; null before it was started.</param>
internal sealed record MemberRow(MemberView Member, EnvironmentView? View)
{
    /// <summary>The newest report: the environment's own is never older than what its release has heard.</summary>
    public EnvironmentReport? Report => View?.Report ?? Member.Report;

    /// <summary>Where it is: its own word, where it has begun this release.</summary>
    public EnvironmentPhase Phase => Report is { } report && Member.Phase != EnvironmentPhase.Skipped ? report.Phase : Member.Phase;

    public string Cluster => Member.Key.Cluster;

    public MetricView? ErrorRate => Display.Metric(View, "errorRate");

    public MetricView? Latency => Display.Metric(View, "latency");

    public int? WeightPercent => IsStarted ? Report!.WeightPercent : null;

    public Verdict? Verdict => IsStarted && (Phase.IsWatched() || Report!.Because.Length > 0) ? Report!.Verdict : null;

    /// <summary><c>Shifting 2m10s/5m</c> while it holds, <c>Shifting (paused)</c> where it waits.</summary>
    public string PhaseText => View is { HoldWanted: { } wanted } && wanted > TimeSpan.Zero && Over is null
        ? $"{Phase} {Display.Span(View.Held)}/{DurationText.Of(wanted)}"
        : Display.Phase(Phase, Report);

    /// <summary>The same in a word, for a narrow table.</summary>
    public string ShortPhase => Over ?? Phase.ToString();

    /// <summary>Why it does not go on, or goes back; null where there is nothing to tell.</summary>
    public string? Trouble => Report switch
    {
        { UnreachableSince: { } since } => $"unreachable since {Display.Instant(since)}{Because(Report.Reason)}",
        { Pause: { } pause } => $"paused by {Display.Line(pause.By)} since {Display.Instant(pause.Since)}{Because(pause.Reason)}",
        { Phase: EnvironmentPhase.Blocked } => $"blocked{Because(Report.Reason)}",
        { Phase: EnvironmentPhase.RollingBack } => $"rolling back{Because(Report.Back?.Reason ?? Report.Reason)}",
        { Phase: EnvironmentPhase.RolledBack } => $"rolled back{Because(Report.Back?.Reason ?? Report.Reason)}",
        { Phase: EnvironmentPhase.Failed } => $"failed{Because(Report.Reason)}",
        _ => null,
    };

    private string? Over => Display.Over(Report);

    private bool IsStarted => Report is not null && Phase is not (EnvironmentPhase.Queued or EnvironmentPhase.Skipped);

    /// <summary>Rows of a release by wave.</summary>
    public static IEnumerable<(WaveView Wave, IReadOnlyList<MemberRow> Rows)> ByWave(ReleaseDetail detail)
    {
        var views = detail.Environments.GroupBy(view => view.Report.Key).ToDictionary(group => group.Key, group => group.First());
        return detail.Release.Waves.Select(wave => (
            wave,
            (IReadOnlyList<MemberRow>)[.. wave.Environments.Select(member => new MemberRow(member, Own(views, member, detail)))]));
    }

    /// <summary>An environment that has gone on to another release tells nothing about this one any more.</summary>
    private static EnvironmentView? Own(Dictionary<Core.Plans.EnvironmentKey, EnvironmentView> views, MemberView member, ReleaseDetail detail) =>
        views.GetValueOrDefault(member.Key) is { } view && (view.Report.Release is null || view.Report.Release == detail.Release.Name)
            ? view
            : null;

    private static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "" : $": {Display.Line(reason)}";
}
