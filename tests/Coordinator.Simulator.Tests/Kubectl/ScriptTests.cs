namespace Coordinator.Simulator.Tests.Kubectl;

/// <summary>
/// Sessions with kubectl, one a file and a test, as a real cluster would answer. <c>UPDATE_GOLDEN=1</c> rewrites what the commands
/// print; the commands stand in the same files.
/// </summary>
public sealed class ScriptTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scripts() =>
        [.. Directory.EnumerateFiles(KubectlScript.Folder).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task kubectl_prints_what_it_would_on_a_real_cluster(string name)
    {
        await using var bench = await KubectlBench.StartAsync(Cancelled);
        var script = KubectlScript.Load(name);
        var session = await script.PlayAsync(bench, Cancelled);
        Assert.Empty(bench.Cluster.Problems);
        if (KubectlBench.Minor != KubectlBench.RecordedMinor)
        {
            Assert.Equal(KubectlScript.ExitCodes(script.Recorded), KubectlScript.ExitCodes(session));
            Assert.Skip($"kubectl is 1.{KubectlBench.Minor}: all commands ended as recorded, but what they print was recorded with 1.{KubectlBench.RecordedMinor}");
        }

        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1" && session != script.Recorded) script.Rewrite(session);
        Assert.Equal(script.Recorded, session);
    }
}
