using System.Text;

namespace Coordinator.Simulator.Tests.Kubectl;

/// <summary>
/// A recorded session: comments (<c># …</c>), and command lines (<c>$ …</c>) each followed by what it printed. A line
/// <c>[exit N]</c> ends the output of a command that failed. Played, it gives the session as it is now.
/// </summary>
internal sealed class KubectlScript
{
    private readonly string file;
    private readonly string[] lines;

    private KubectlScript(string file) => (this.file, lines) = (file, File.ReadAllLines(file));

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "testdata", "kubectl", "scripts");

    public static KubectlScript Load(string name) => new(Path.Combine(Folder, name + ".txt"));

    public string Recorded => string.Concat(lines.Select(line => line + "\n"));

    /// <summary>Only the commands and how each ended.</summary>
    public static string ExitCodes(string session) =>
        string.Join('\n', session.Split('\n').Where(line => line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("[exit ", StringComparison.Ordinal)));

    public async Task<string> PlayAsync(KubectlBench bench, CancellationToken cancellation)
    {
        var session = new StringBuilder();
        foreach (var line in lines)
        {
            if (line.StartsWith('#')) session.Append(line).Append('\n');
            if (!line.StartsWith("$ ", StringComparison.Ordinal)) continue;
            session.Append(line).Append('\n');
            var (output, code) = await bench.RunAsync(line[2..], cancellation);
            session.Append(Normalized.Output(output));
            if (code != 0) session.Append("[exit ").Append(code).Append("]\n");
        }

        return session.ToString();
    }

    /// <summary>Writes a session over the recorded one, beside the test's sources.</summary>
    public void Rewrite(string session)
    {
        File.WriteAllText(file, session);
        File.WriteAllText(Source(Path.GetFileName(file)), session);
    }

    private static string Source(string name, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../testdata/kubectl/scripts", name);
}
