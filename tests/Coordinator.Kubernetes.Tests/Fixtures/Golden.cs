using System.Runtime.CompilerServices;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>Files beside the tests. <c>UPDATE_GOLDEN=1</c> rewrites what is expected; the difference is then read.</summary>
internal static class Golden
{
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "testdata"));

    public static void Check(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.True(File.Exists(path), $"{path} is not there: run with UPDATE_GOLDEN=1 and read the difference");
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
