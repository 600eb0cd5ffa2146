using System.Globalization;

namespace Coordinator.Simulator.Workloads;

/// <summary>A shell command line of echo, sleep and exit, run without a shell: what it prints, how long it takes, how it ends.</summary>
internal sealed record Script(IReadOnlyList<string> Output, TimeSpan Duration, int ExitCode)
{
    private const int MaxSteps = 1_000;

    public static Script? Of(IReadOnlyList<string> command)
    {
        if (command.Count < 3 || command[0] is not ("/bin/sh" or "sh" or "/bin/bash" or "bash") || command[1] != "-c") return null;
        var output = new List<string>();
        var seconds = 0.0;
        foreach (var step in command[2].Split([";", "&&", "\n"], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Take(MaxSteps))
        {
            var (verb, rest) = step.IndexOf(' ') is var at and > 0 ? (step[..at], step[(at + 1)..].Trim()) : (step, "");
            switch (verb)
            {
                case "echo": output.Add(rest.Trim('"', '\'')); break;
                case "sleep":
                    seconds += double.TryParse(rest, NumberStyles.Float, CultureInfo.InvariantCulture, out var length) ? length : 0;
                    break;
                case "exit":
                    return new(output, TimeSpan.FromSeconds(Math.Min(seconds, 1e8)), int.TryParse(rest, out var code) ? code : 0);
            }
        }

        return new(output, TimeSpan.FromSeconds(Math.Min(seconds, 1e8)), 0);
    }
}
