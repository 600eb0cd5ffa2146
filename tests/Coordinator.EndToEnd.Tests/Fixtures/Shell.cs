using System.Diagnostics;

namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>Lines that a person types in the folder, with <c>kubectl</c> led to the simulated clusters.</summary>
internal static class Shell
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Runs them; both outputs together.</summary>
    public static async Task<(int Code, string Output)> RunAsync(Installation installation, string lines)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = installation.Folder, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec 2>&1\n" + lines);
        start.Environment["KUBECONFIG"] = Path.Combine(installation.Folder, "kubeconfig");
        start.Environment["HOME"] = installation.Folder;
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(Cancelled);
            await process.WaitForExitAsync(Cancelled);
            return (process.ExitCode, output);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    public static bool HasKubectl() => Has("kubectl");

    /// <summary>Whether a program is on the PATH.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
