using System.Text.Json;

namespace Coordinator.Benchmarks.Detection;

/// <summary>The verb <c>detection</c>.</summary>
internal static class DetectionCommand
{
    /// <summary>Runs it.</summary>
    /// <returns>0 where every criterion is met, 1 where not, 2 for wrong usage.</returns>
    public static int Run(string[] options)
    {
        string? file = null;
        var (seed, isQuick) = (1UL, false);
        for (var i = 0; i < options.Length; i++)
        {
            switch (options[i])
            {
                case "--json" when i + 1 < options.Length:
                    file = options[++i];
                    break;
                case "--seed" when i + 1 < options.Length && ulong.TryParse(options[i + 1], out seed):
                    i++;
                    break;
                case "--quick":
                    isQuick = true;
                    break;
                default:
                    Console.Error.WriteLine($"unknown option or missing value: {options[i]}");
                    return 2;
            }
        }

        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var report = DetectionBenchmark.Run(seed, isQuick ? 100 : 1, Console.Error.WriteLine);
        Console.WriteLine(DetectionText.Of(report));
        Console.Error.WriteLine($"{clock.GetElapsedTime(start).TotalSeconds:0} s on {Environment.ProcessorCount} processors");
        if (file is not null)
        {
            File.WriteAllText(file, JsonSerializer.Serialize(report, DetectionReport.Json));
        }

        return report.Criteria.All(criterion => criterion.IsMet) ? 0 : 1;
    }
}
