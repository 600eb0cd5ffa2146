using System.Runtime.CompilerServices;

namespace Coordinator.Tests;

/// <summary>Files beside the tests. <c>UPDATE_GOLDEN=1</c> rewrites what is expected; the difference is then read.</summary>
internal static class Golden
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string File(params string[] parts) => Path.Combine([Here(), "testdata", .. parts]);

    public static void Check(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, text);
        }
        Assert.True(System.IO.File.Exists(path), $"{path} is not there: run with UPDATE_GOLDEN=1 and read the difference");
        Assert.Equal(System.IO.File.ReadAllText(path), text);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
