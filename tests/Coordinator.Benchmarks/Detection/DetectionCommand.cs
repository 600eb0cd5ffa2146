using System.Globalization;
using System.Text.Json;

namespace Coordinator.Benchmarks.Detection;

/// <summary>The verb <c>detection</c>.</summary>
internal static class DetectionCommand
{
    private const int MostFraction = 100;

    /// <summary>Runs it.</summary>
    /// <returns>0 where every criterion is met, 1 where not, 2 for wrong usage.</returns>
    public static int Run(string[] options)
    {
        string? file = null;
        string? kept = null;
        var (seed, fraction) = (1UL, 1);
        for (var i = 0; i < options.Length; i++)
        {
            switch (options[i])
            {
                case "--json" when i + 1 < options.Length:
                    file = options[++i];
                    break;
                case "--keep" when i + 1 < options.Length:
                    kept = options[++i];
                    break;
                case "--seed" when i + 1 < options.Length && ulong.TryParse(options[i + 1], out seed):
                    i++;
                    break;
                case "--fraction" when i + 1 < options.Length && int.TryParse(options[i + 1], out fraction) && fraction is >= 1 and <= MostFraction:
                    i++;
                    break;
                case "--quick":
                    fraction = MostFraction;
                    break;
                default:
                    Console.Error.WriteLine($"unknown option or missing value: {options[i]}");
                    return 2;
            }
        }

        try
        {
            return Run(file, kept, seed, fraction);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or JsonException)
        {
            Console.Error.WriteLine(fault.Message);
            return 2;
        }
    }

    private static int Run(string? file, string? kept, ulong seed, int fraction)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var report = new DetectionBenchmark(seed, fraction, Console.Error.WriteLine, kept is null ? null : new(kept, seed)).Run();
        Console.WriteLine(DetectionText.Of(report));
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetElapsedTime(start).TotalSeconds:0} s on {Environment.ProcessorCount} processors, {Environment.CpuUsage.TotalTime.TotalSeconds:0} s of CPU time"));
        if (file is not null)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(report, DetectionReport.Json));
        }

        return report.Criteria.All(criterion => criterion.IsMet) ? 0 : 1;
    }
}
