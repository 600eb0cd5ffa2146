using System.Diagnostics;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Simulator.Tests.Kubectl;

/// <summary>
/// The kubectl of this machine against a simulator of its own, with real time; commands run in a folder of their own through
/// <c>sh</c>, as people type them.
/// </summary>
internal sealed class KubectlBench : IAsyncDisposable
{
    /// <summary>The minor version whose wording the recorded output has.</summary>
    public const int RecordedMinor = 32;

    private static readonly Lazy<int?> Found = new(FindMinor);

    private readonly SimulatorServer server;

    private KubectlBench(SimulatorServer server, string folder) => (this.server, Folder) = (server, folder);

    /// <summary>Where commands run, with the files that they name.</summary>
    public string Folder { get; }

    public SimulatedCluster Cluster => server.Cluster("one");

    /// <summary>kubectl's minor version; null when there is none on this machine.</summary>
    public static int? Minor => Found.Value;

    public static async Task<KubectlBench> StartAsync(CancellationToken cancellation)
    {
        Assert.SkipWhen(Minor is null, "kubectl is not on the PATH");
        var server = await SimulatorServer.StartAsync(new(), cancellation);
        var folder = Directory.CreateTempSubdirectory("kubectl-").FullName;
        var files = Path.Combine(AppContext.BaseDirectory, "testdata", "kubectl", "files");
        foreach (var file in Directory.EnumerateFiles(files)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        server.WriteKubeconfig(Path.Combine(folder, "kubeconfig"));
        return new(server, folder);
    }

    /// <summary>A command line as a process that runs; its output is read by the caller.</summary>
    public Process Start(string line)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardOutput = true, WorkingDirectory = Folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"exec 2>&1; {line}");
        start.Environment["KUBECONFIG"] = Path.Combine(Folder, "kubeconfig");
        // What kubectl remembers of a server must not outlive it.
        start.Environment["HOME"] = Folder;
        start.Environment["TERM"] = "dumb";
        start.Environment["KUBECTL_EXTERNAL_DIFF"] = "diff -u -N --label live --label merged";
        return Process.Start(start)!;
    }

    /// <summary>Runs a command line to its end: what it printed on both streams, and its exit code.</summary>
    public async Task<(string Output, int ExitCode)> RunAsync(string line, CancellationToken cancellation)
    {
        using var process = Start(line);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (output, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static int? FindMinor()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "kubectl")))) return null;
        var start = new ProcessStartInfo("kubectl", "version --client -o json") { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var version = JsonNode.Parse(process.StandardOutput.ReadToEnd())!["clientVersion"]!;
        process.WaitForExit();
        return int.Parse(((string)version["minor"]!).TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture);
    }
}
