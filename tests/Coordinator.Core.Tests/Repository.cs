namespace Coordinator.Core.Tests;

/// <summary>Files of the source tree.</summary>
internal static class Repository
{
    /// <summary>Absolute path of a file or folder of the repository.</summary>
    public static string Path(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Coordinator.sln")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        return System.IO.Path.Combine([folder.FullName, .. parts]);
    }

    /// <summary>Compares with a golden file; <c>UPDATE_GOLDEN=1</c> writes it instead.</summary>
    public static void Golden(string content, params string[] parts)
    {
        var path = Path(parts);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(path, content);
        }

        Assert.True(File.Exists(path), $"{path} is missing; UPDATE_GOLDEN=1 writes it");
        Assert.Equal(File.ReadAllText(path), content);
    }
}
