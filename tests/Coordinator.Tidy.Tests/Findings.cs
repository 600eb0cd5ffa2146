namespace Coordinator.Tidy.Tests;

/// <summary>Fails with every finding in full.</summary>
internal static class Findings
{
    /// <summary>Passes where there are none.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var all = findings.ToList();
        Assert.True(all.Count == 0, $"{all.Count} findings:{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }
}
