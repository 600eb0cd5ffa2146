using System.Globalization;
using Coordinator.Benchmarks.Detection.Judges;

namespace Coordinator.Benchmarks.Detection;

/// <summary>What the product's judge has to reach.</summary>
internal static class DetectionCriteria
{
    /// <summary>Greatest upper bound of its false alarms.</summary>
    public const double AcceptedFalseAlarms = 0.0015;

    private const string Ours = SequentialJudge.Name;
    private const int SlowIntervals = 10;

    /// <summary>All criteria.</summary>
    public static IReadOnlyList<Criterion> Check(IReadOnlyList<Measured> nulls, IReadOnlyList<Measured> regressions) =>
        [FalseAlarms(nulls), Sooner(nulls, regressions), Pooled(regressions, 6, 3), Pooled(regressions, 50, 10)];

    /// <summary>Upper bound of a judge's false alarms with so many environments and requests, in the shape that is worst for it.</summary>
    public static double WorstBound(IReadOnlyList<Measured> nulls, Scenario scenario, string judge) => nulls
        .Where(one => one.Scenario.Environments == scenario.Environments && one.Scenario.RequestsPerSecond == scenario.RequestsPerSecond)
        .Max(one => one.Of(judge).UpperBound);

    private static Criterion FalseAlarms(IReadOnlyList<Measured> nulls)
    {
        var worst = nulls.MaxBy(one => one.Of(Ours).UpperBound)!;
        var bound = worst.Of(Ours).UpperBound;
        return new(
            Text($"{Ours}: upper bound of false alarms at most {AcceptedFalseAlarms} in each shape"), bound <= AcceptedFalseAlarms,
            Text($"worst: {bound:0.00000} in {worst.Scenario.Shape}, {Place(worst.Scenario)}"));
    }

    private static Criterion Sooner(IReadOnlyList<Measured> nulls, IReadOnlyList<Measured> regressions)
    {
        var rivals = (
            from one in regressions
            from rival in one.Outcomes
            where rival.Judge != Ours && WorstBound(nulls, one.Scenario, rival.Judge) <= AcceptedFalseAlarms
            select (one.Scenario, Ours: Seconds(one.Of(Ours)), Rival: Seconds(rival), rival.Judge)).ToList();
        var slower = rivals.Where(pair => !(pair.Ours < pair.Rival) && double.IsFinite(pair.Rival)).ToList();
        return new(
            Text($"{Ours}: sooner than every other judge whose own false alarms are at most {AcceptedFalseAlarms} in each shape"), slower.Count == 0,
            (rivals.Count, slower.Count) switch
            {
                (0, _) => "no other judge keeps to that rate with any number of environments and requests: there is nothing to compare",
                (_, 0) => Text($"{rivals.Count} comparisons with a judge that keeps to that rate: {Rivals(rivals.Select(pair => pair.Judge))}"),
                _ => string.Join("; ", slower.Select(pair => Text($"{pair.Judge} {pair.Rival} s against {Shown(pair.Ours)}, {Place(pair.Scenario)}"))),
            },
            SaysNothing: rivals.Count == 0);
    }

    private static Criterion Pooled(IReadOnlyList<Measured> regressions, int environments, double factor)
    {
        var pairs = (
            from single in regressions
            where single.Scenario.Environments == 1
            let alone = Math.Min(Seconds(single.Of(Ours)), Scenario.HorizonSeconds)
            where alone >= SlowIntervals * Scenario.IntervalSeconds
            from pooled in regressions
            where pooled.Scenario == single.Scenario with { Environments = environments }
            select (single.Scenario, Ratio: alone / Seconds(pooled.Of(Ours)))).ToList();
        var worst = pairs.MinBy(pair => pair.Ratio);
        return new(
            Text($"{Ours}: pooled over {environments} environments at least {factor} times sooner than alone, where that takes {SlowIntervals} intervals"),
            pairs.Count > 0 && worst.Ratio >= factor,
            pairs.Count > 0 ? Text($"least of {pairs.Count}: {worst.Ratio:0.0} times, {Place(worst.Scenario)}") : "no pair");
    }

    private static string Rivals(IEnumerable<string> judges) =>
        string.Join(", ", judges.CountBy(judge => judge).Select(judge => Text($"{judge.Key} {judge.Value}")));

    private static string Shown(double seconds) => double.IsFinite(seconds) ? Text($"{seconds} s") : "no decision by half of the runs";

    private static double Seconds(Outcome outcome) => outcome.MedianSeconds ?? double.PositiveInfinity;

    private static string Place(Scenario scenario) => Text(
        $"{scenario.Environments} environments, {scenario.RequestsPerSecond} requests/s, errors {scenario.NewErrors:0.0000}, slow {scenario.NewSlow:0.0000}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
