using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Analysis.Controls;

/// <summary>Tells what strikes untouched environments alike: that is not the release's doing.</summary>
public static class ControlJudge
{
    /// <summary>How many times worse than a control the new version may be and still count as alike.</summary>
    public const double MostTimesWorse = 2;

    /// <summary>How many intervals may lie between the beginnings of what strikes both: what began at another time is another cause.</summary>
    public const int MostIntervalsApart = 2;

    /// <summary>Metrics that controls are measured by: what their pods or a Prometheus tell of requests. Restarts are a pod's own affair,
    /// and probes come so often that they would double the load of the clusters' APIs.</summary>
    public static ImmutableArray<MetricSpec> Of(ImmutableArray<MetricSpec> due) =>
        [.. due.Where(metric => metric is { DryRun: false, Probe: null, Workload: null })];

    /// <summary>Controls after readings, and what was measured of each metric. One whose users another colour serves now is dropped.</summary>
    public static (ImmutableArray<ControlState> Controls, ImmutableArray<(string Metric, ControlMeasurement Measured)> Measured) Apply(
        EnvironmentPlan plan, ImmutableArray<ControlState> controls, ImmutableArray<ControlReading> readings, DateTimeOffset at)
    {
        var measured = ImmutableArray.CreateBuilder<(string, ControlMeasurement)>();
        var next = ImmutableArray.CreateBuilder<ControlState>(controls.Length);
        foreach (var control in controls)
        {
            var reading = readings.FirstOrDefault(one => one.Key == control.Ref.Key);
            if (reading is null)
            {
                next.Add(control);
            }
            else if (control.Serving is null || control.Serving == reading.Serving)
            {
                next.Add(Apply(plan, control, reading, at, measured));
            }
        }

        return (next.ToImmutable(), measured.ToImmutable());
    }

    /// <summary>The control that excuses a measurement beyond a limit; null where none does.</summary>
    /// <param name="spec">The metric.</param>
    /// <param name="measured">What was measured of the release.</param>
    /// <param name="controls">What was measured of the controls at the same time.</param>
    /// <param name="since">Since when the release is beyond the limit.</param>
    /// <param name="interval">Time between measurements.</param>
    public static ControlMeasurement? Excuse(
        MetricSpec spec, Measurement measured, ImmutableArray<(string Metric, ControlMeasurement Measured)> controls, DateTimeOffset since,
        TimeSpan interval) => controls
            .Where(control => control.Metric == spec.Name && control.Measured is { WasHealthy: true, Measured.Verdict: Verdict.Unhealthy }
                && control.Measured.BadSince is { } began && (began - since).Duration() <= MostIntervalsApart * interval
                && IsAlike(spec, measured, control.Measured.Measured))
            .Select(control => control.Measured)
            .FirstOrDefault();

    /// <summary>Whether something else is about as bad. Beyond a limit alone is not alike: one at 6 % does not excuse one at 100 %.</summary>
    public static bool IsAlike(MetricSpec spec, Measurement measured, Measurement other) => (measured.Value, other.Value) switch
    {
        ({ } value, { } beside) when spec.Max is { } max && value > max => beside * MostTimesWorse >= value,
        ({ } value, { } beside) => beside <= value * MostTimesWorse,
        _ => false,
    };

    private static ControlState Apply(
        EnvironmentPlan plan, ControlState control, ControlReading reading, DateTimeOffset at,
        ImmutableArray<(string, ControlMeasurement)>.Builder measured)
    {
        var metrics = control.Metrics;
        foreach (var one in reading.Readings)
        {
            if (plan.Analysis.Metrics.FirstOrDefault(metric => metric.Name == one.Metric) is { } spec)
            {
                // Its pods are there for long: one that was not read before says nothing of now.
                var known = metrics.GetValueOrDefault(spec.Name, new MetricState()) with { BaselineMissing = true };
                var judged = MetricJudge.Judge(spec, known, one, at, HealthJudge.IntervalOf(plan, spec), null);
                metrics = metrics.SetItem(spec.Name, judged.State with { Recent = [] });
                measured.Add((spec.Name, new(control.Ref.Key, judged.Measured, known.Measured > known.Failures + known.Inconclusive, judged.State.BadSince)));
            }
        }

        return control with { Serving = reading.Serving, Metrics = metrics };
    }
}
