using System.Diagnostics;
using System.Globalization;
using System.Net;
using Coordinator.Serve;

namespace Coordinator.Demo;

/// <summary>The server as a process of its own, so that it can be killed as by a power cut.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly string folder;
    private readonly double factor;
    private readonly DateTimeOffset epoch;
    private Process? process;
    private StreamWriter? log;

    /// <summary>A server that keeps its data in a folder.</summary>
    public ServerProcess(string folder, double factor, DateTimeOffset epoch)
    {
        (this.folder, this.factor, this.epoch) = (folder, factor, epoch);
        Address = new($"http://127.0.0.1:{FreePort.Next()}");
        Token = AdministratorToken.ReadOrCreate(DataFolder);
    }

    /// <summary>Its address, the same after a restart.</summary>
    public Uri Address { get; }

    /// <summary>Its administrator's token.</summary>
    public string Token { get; }

    /// <summary>What it wrote to standard error.</summary>
    public string LogFile => Path.Combine(folder, "server.log");

    private string DataFolder => Path.Combine(folder, "data");

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or was not ready in time; the message has its last lines.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        IEnumerable<string> arguments =
        [
            "serve", "--urls", Address.ToString(), "--data", DataFolder, "--kubeconfigs", folder, "--until-input-closes",
            "--clock-factor", factor.ToString(CultureInfo.InvariantCulture), "--clock-epoch", epoch.ToString("O", CultureInfo.InvariantCulture),
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        log ??= new StreamWriter(LogFile, append: true) { AutoFlush = true };
        process = Process.Start(start) ?? throw new InvalidOperationException("the server process could not be started");
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        await WaitReadyAsync(process, cancellationToken);
    }

    /// <summary>Ends it at once, with SIGKILL.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        process?.Kill(entireProcessTree: false);
        await (process?.WaitForExitAsync(cancellationToken) ?? Task.CompletedTask);
        process?.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false } running)
        {
            // Its input closes: it stops as on SIGTERM.
            running.StandardInput.Close();
            using var limit = new CancellationTokenSource(StopLimit);
            await running.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.HasExited)
            {
                running.Kill();
                // Until it is gone it may still write to the folder, which is removed next.
                await running.WaitForExitAsync();
            }
        }

        process?.Dispose();
        log?.Dispose();
    }

    private void Write(string? line)
    {
        if (line is not null && log is { } open)
        {
            lock (open)
            {
                open.WriteLine(line);
            }
        }
    }

    private async Task WaitReadyAsync(Process started, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadyLimit);
        while (!await IsReadyAsync(http, limit.Token))
        {
            if (started.HasExited || limit.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var last = string.Join(Environment.NewLine, File.ReadLines(LogFile).TakeLast(20));
                throw new InvalidOperationException($"the server {(started.HasExited ? $"ended with {started.ExitCode}" : "is not ready")}:{Environment.NewLine}{last}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync("/readyz", cancellationToken);
            return response.StatusCode is HttpStatusCode.OK;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
