using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordinator.Benchmarks.Detection;

/// <summary>Everything that was measured.</summary>
/// <param name="Seed">Seed.</param>
/// <param name="HorizonSeconds">Longest time of a run.</param>
/// <param name="Nulls">Runs of releases that are not to be stopped.</param>
/// <param name="Regressions">Runs of releases that are.</param>
/// <param name="Criteria">What had to hold.</param>
internal sealed record DetectionReport(
    ulong Seed, int HorizonSeconds, IReadOnlyList<Measured> Nulls, IReadOnlyList<Measured> Regressions, IReadOnlyList<Criterion> Criteria)
{
    /// <summary>How it is written.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The same on one line.</summary>
    public static JsonSerializerOptions Line { get; } = new(Json) { WriteIndented = false };
}
