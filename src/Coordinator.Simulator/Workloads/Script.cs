using System.Globalization;

namespace Coordinator.Simulator.Workloads;

/// <summary>A shell command line of echo, sleep and exit, run without a shell: what it prints, how long it takes, how it ends.</summary>
internal sealed record Script(IReadOnlyList<(TimeSpan After, string Line)> Output, TimeSpan Duration, int ExitCode)
{
    private const int MaxSteps = 1_000;
    private const double MaxSeconds = 1e8;

    public static Script? Of(IReadOnlyList<string> command)
    {
        if (command.Count < 3 || command[0] is not ("/bin/sh" or "sh" or "/bin/bash" or "bash") || command[1] != "-c") return null;
        var output = new List<(TimeSpan, string)>();
        var seconds = 0.0;
        foreach (var step in command[2].Split([";", "&&", "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MaxSteps))
        {
            var (verb, rest) = step.IndexOf(' ') is var at and > 0 ? (step[..at], step[(at + 1)..].Trim()) : (step, "");
            switch (verb)
            {
                case "echo": output.Add((Length(seconds), rest.Trim('"', '\''))); break;
                case "sleep":
                    seconds += double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out var length) ? length : 0;
                    break;
                case "exit":
                    return new(output, Length(seconds), int.TryParse(rest, out var code) ? code : 0);
            }
        }

        return new(output, Length(seconds), 0);
    }
    private static TimeSpan Length(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, MaxSeconds));
}
