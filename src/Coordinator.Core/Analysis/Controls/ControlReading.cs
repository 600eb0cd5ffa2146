using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Analysis.Controls;

/// <summary>Readings of an untouched environment, taken at the same time as those of the release.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Serving">Colour that serves all of its users.</param>
/// <param name="Readings">Readings of that colour.</param>
public sealed record ControlReading(EnvironmentKey Key, Color Serving, ImmutableArray<MetricReading> Readings)
{
    /// <summary>Readings of two sources as one; an environment whose users moved in between is left out.</summary>
    public static ImmutableArray<ControlReading>? Joined(ImmutableArray<ControlReading>? left, ImmutableArray<ControlReading>? right) =>
        left is null || right is null ? left ?? right
        : [
            .. left.Value.Concat(right.Value).GroupBy(one => one.Key)
                .Where(same => same.All(one => one.Serving == same.First().Serving))
                .Select(same => same.First() with { Readings = [.. same.SelectMany(one => one.Readings)] }),
        ];

    /// <summary>The colour that serves all users; null where none does, or both do.</summary>
    public static Color? ServingOf(TrafficObservation seen) => (seen.BlueWeightPercent, seen.GreenWeightPercent) switch
    {
        (100, 0) => Color.Blue,
        (0, 100) => Color.Green,
        _ => null,
    };
}
