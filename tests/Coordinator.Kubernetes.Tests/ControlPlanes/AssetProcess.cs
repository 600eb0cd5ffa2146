using System.Diagnostics;

namespace Coordinator.Kubernetes.Tests.ControlPlanes;

/// <summary>A program of a control plane, and the last that it said.</summary>
internal sealed class AssetProcess : IAsyncDisposable
{
    private const int KeptLines = 40;
    private static readonly TimeSpan StartGuard = TimeSpan.FromMinutes(2);

    private readonly string name;
    private readonly Process process;
    private readonly Queue<string> said = [];

    private AssetProcess(string name, Process process) => (this.name, this.process) = (name, process);

    public static AssetProcess Start(string folder, string name, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, name), arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var running = new AssetProcess(name, Process.Start(start)!);
        running.process.ErrorDataReceived += (_, line) => running.Keep(line.Data);
        running.process.OutputDataReceived += (_, line) => running.Keep(line.Data);
        running.process.BeginErrorReadLine();
        running.process.BeginOutputReadLine();
        return running;
    }

    /// <summary>Asks until it is ready.</summary>
    public async Task ReadyAsync(HttpClient http, string url)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(StartGuard);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (!await IsReadyAsync(http, url, guard.Token))
        {
            Assert.False(process.HasExited, $"{name} ended: {Said()}");
            try
            {
                await pace.WaitForNextTickAsync(guard.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{name} does not get ready: {Said()}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, string url, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(url, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (said)
        {
            said.Enqueue(line ?? "");
            if (said.Count > KeptLines)
            {
                said.Dequeue();
            }
        }
    }

    private string Said()
    {
        lock (said)
        {
            return string.Join(Environment.NewLine, said);
        }
    }
}
