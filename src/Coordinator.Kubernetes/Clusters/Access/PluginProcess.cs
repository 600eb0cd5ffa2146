using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>Runs a credential plugin: without a terminal, with a time limit, with limited output.</summary>
internal sealed partial class PluginProcess(TimeSpan limit, TimeProvider wall)
{
    /// <summary>Greatest length of what a plugin writes.</summary>
    public const int MaximumOutput = 256 * 1024;

    private const int MaximumTold = 200;

    /// <summary>The credential that it gives.</summary>
    /// <exception cref="AccessSettingsException">It gives none; the message holds neither output nor credential.</exception>
    public async Task<Credential> RunAsync(PluginSettings settings)
    {
        var name = Path.GetFileName(settings.Command);
        try
        {
            using var timer = new CancellationTokenSource(limit, wall);
            return ExecCredential.Parse(settings, await OutputAsync(settings, timer.Token), wall.GetUtcNow());
        }
        catch (OperationCanceledException e)
        {
            throw new AccessSettingsException([$"credential plugin {name} did not end within {limit.TotalSeconds:0.###} s"], e);
        }
        catch (AccessSettingsException e)
        {
            throw new AccessSettingsException([.. e.Errors.Select(error => $"credential plugin {name} {error}")], e);
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            throw new AccessSettingsException([$"credential plugin {name} can't be run ({e.GetType().Name})"], e);
        }
    }

    private static async Task<string> OutputAsync(PluginSettings settings, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = Start(settings) };
        process.Start();
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, cancellationToken);
            var errors = ReadAsync(process.StandardError, cancellationToken);
            // A read of a pipe may not heed the token: it ends with the process, or is left behind.
            await await Task.WhenAny(output, Task.WhenAll(output, errors)).WaitAsync(cancellationToken);
            await errors.WaitAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode is 0 ? await output
                : throw new AccessSettingsException([$"ended with exit code {process.ExitCode}{Told(await errors)}"]);
        }
        finally
        {
            Stop(process);
        }
    }

    private static ProcessStartInfo Start(PluginSettings settings)
    {
        var start = new ProcessStartInfo(Find(settings))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var argument in settings.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in settings.Variables)
        {
            start.Environment[name] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredential.Request(settings);
        return start;
    }

    /// <summary>A name is looked for in PATH alone, not in the working folder, as kubectl does.</summary>
    private static string Find(PluginSettings settings)
    {
        if (Path.IsPathRooted(settings.Command))
        {
            return settings.Command;
        }

        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, settings.Command + ending)))
            .FirstOrDefault(File.Exists);
        var hint = settings.InstallHint is { Length: > 0 } text ? $"; {Line(text)}" : "";
        return found ?? throw new AccessSettingsException([$"is not in PATH{hint}"]);
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer.AsMemory(), cancellationToken) is > 0 and var count)
        {
            if (text.Length + count > MaximumOutput)
            {
                throw new AccessSettingsException([$"wrote more than {MaximumOutput >> 10} KiB"]);
            }

            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    private static void Stop(Process process)
    {
        try
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or NotSupportedException)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>The last line that it wrote about its failure.</summary>
    private static string Told(string errors) =>
        errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() is { } last
            ? $": {Line(last)}" : "";

    /// <summary>A line that may stand in a message: short, printable, and without anything as long as a token.</summary>
    private static string Line(string text)
    {
        var line = new string([.. LongWord().Replace(text, "[…]").Select(c => char.IsControl(c) ? ' ' : c)]);
        return line.Length <= MaximumTold ? line : line[..MaximumTold] + "…";
    }

    [GeneratedRegex("[A-Za-z0-9+/_=.-]{32,}")]
    private static partial Regex LongWord();
}
