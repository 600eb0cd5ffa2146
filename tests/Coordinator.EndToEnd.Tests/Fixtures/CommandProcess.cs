using System.Diagnostics;
using System.Text;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>The program as a user starts it.</summary>
internal sealed class CommandProcess : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(4);
    private readonly Process process;
    private readonly StringBuilder error = new();
    private readonly StringBuilder output = new();

    private CommandProcess(Process process) => this.process = process;

    public static string Program => Path.Combine(AppContext.BaseDirectory, "coordinator");

    public bool HasExited => process.HasExited;

    public int ExitCode => process.ExitCode;

    public string Error
    {
        get
        {
            lock (error)
            {
                return error.ToString();
            }
        }
    }

    /// <summary>Starts it.</summary>
    public static CommandProcess Start(string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var running = new CommandProcess(Process.Start(start)!);
        running.process.ErrorDataReceived += (_, line) => Add(running.error, line.Data);
        running.process.OutputDataReceived += (_, line) => Add(running.output, line.Data);
        running.process.BeginErrorReadLine();
        running.process.BeginOutputReadLine();
        return running;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CommandResult> RunAsync(
        string folder, IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        await using var running = Start(folder, variables, arguments);
        running.process.StandardInput.Close();
        return await running.WaitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> WaitAsync()
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        await process.WaitForExitAsync(guard.Token);
        lock (error)
        {
            return new(process.ExitCode, output.ToString(), error.ToString());
        }
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.AppendLine(line);
            }
        }
    }
}
