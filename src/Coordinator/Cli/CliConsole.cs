using System.Text.Json;
using Coordinator.Core;
using Spectre.Console;

namespace Coordinator.Cli;

/// <summary>All that a verb knows of the process around it.</summary>
internal sealed class CliConsole
{
    private static readonly JsonSerializerOptions Indented = new(CoreJson.Options) { WriteIndented = true };

    /// <summary>Standard output: results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error: errors, warnings, progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether standard output is a terminal.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Columns that help and live tables may take.</summary>
    public required int Width { get; init; }

    /// <summary>Environment variables.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Whether a JSON document went to standard output: there is never a second one.</summary>
    public bool HasDocument { get; private set; }

    /// <summary>The console of this process.</summary>
    public static CliConsole OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        IsTerminal = !Console.IsOutputRedirected,
        Width = Console.IsOutputRedirected ? 160 : Math.Max(60, Console.WindowWidth),
        Variable = Environment.GetEnvironmentVariable,
        Time = TimeProvider.System,
    };

    /// <summary>The JSON document that is the result.</summary>
    public void WriteDocument<T>(T value)
    {
        HasDocument = true;
        Out.WriteLine(JsonSerializer.Serialize(value, Indented));
    }

    /// <summary>One JSON object of many, on a line of its own.</summary>
    public void WriteJsonLine<T>(T value)
    {
        HasDocument = true;
        Out.WriteLine(CoreJson.Write(value));
        Out.Flush();
    }

    /// <summary>Spectre on standard output: colours and live pictures on a terminal only.</summary>
    public IAnsiConsole Ansi()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = IsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
            Out = new AnsiConsoleOutput(Out),
        });
        if (!IsTerminal)
            console.Profile.Width = Width;
        return console;
    }
}
