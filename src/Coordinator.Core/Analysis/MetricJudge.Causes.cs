using System.Collections.Immutable;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis;

public static partial class MetricJudge
{
    /// <summary>What is beyond the limit in both colours at the same time is not the release's doing: it can't be judged. Where the old
    /// colour has users and could not be compared this once, that is not known either.</summary>
    private static (Measurement, MetricState) BesideOld(
        MetricSpec spec, MetricState state, Measurement measured, MetricState next, MetricReading? old)
    {
        if (old is ScalarReading { Value: var value })
        {
            return (Excuse(spec, measured, JudgeValue(spec, value, Format(spec, value))), next with { WasUncompared = false });
        }

        if (old is null || spec.Workload is not null)
        {
            return (measured, next with { OldBaseline = null, OldGathered = ImmutableSortedDictionary<string, double>.Empty, WasUncompared = false });
        }

        if (CounterDifference.Usable(old) is not { } counters)
        {
            return Uncompared(measured, next, old is FaultReading fault ? fault.Detail : "its pods can't be read");
        }

        var compared = next with { OldBaseline = CounterDifference.Carry(state.OldBaseline ?? [], counters.Pods) };
        if (state.OldBaseline is not { } baseline)
        {
            return Uncompared(measured, compared, "a difference needs two readings");
        }

        var gathered = CounterDifference.Add(state.OldGathered, CounterDifference.Between(baseline, counters.Pods, onlyKnown: true));
        var kept = measured.NoData is null ? ImmutableSortedDictionary<string, double>.Empty : gathered;
        return (Excuse(spec, measured, JudgeCounters(spec, gathered)), compared with { OldGathered = kept, WasUncompared = false });
    }

    /// <summary>Once, and not for as long as the old colour can't be read.</summary>
    private static (Measurement, MetricState) Uncompared(Measurement measured, MetricState next, string why) =>
        measured.Verdict is not Verdict.Unhealthy || next.WasUncompared
            ? (measured, next)
            : (measured with { Verdict = Verdict.Inconclusive, Because = $"{measured.Because}; the old color can't be compared yet: {why}" },
                next with { WasUncompared = true });

    private static Measurement Excuse(MetricSpec spec, Measurement measured, Measurement old) =>
        measured.Verdict is Verdict.Unhealthy && old.Verdict is Verdict.Unhealthy && ControlJudge.IsAlike(spec, measured, old)
            ? measured with { Verdict = Verdict.Inconclusive, Because = $"{measured.Because}; the old color alike: {old.Because}" }
            : measured;

    private static Measurement BesideControls(
        MetricSpec spec, Measurement measured, ImmutableArray<(string Metric, ControlMeasurement Measured)> controls, DateTimeOffset? since,
        TimeSpan interval) =>
        measured.Verdict is Verdict.Unhealthy && since is { } began && ControlJudge.Excuse(spec, measured, controls, began, interval) is { } alike
            ? measured with
            {
                Verdict = Verdict.Inconclusive,
                Because = $"{measured.Because}; {alike.Key} alike, which the release has not touched: {alike.Measured.Because}",
            }
            : measured;
}
