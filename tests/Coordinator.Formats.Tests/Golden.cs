using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Coordinator.Formats.Tests;

/// <summary>Files beside the tests. <c>UPDATE_GOLDEN=1</c> rewrites what is expected; the difference is then read.</summary>
internal static class Golden
{
    private static readonly JsonSerializerOptions Indented =
        new(Core.CoreJson.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", ".."));

    public static string Folder(string name) => Path.Combine(Here(), "testdata", name);

    /// <summary>Names of the YAML files of a folder, without their ending.</summary>
    public static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(Folder(folder),
            "*.yaml").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static void Check(string path, object value) => CheckText(path, JsonSerializer.Serialize(value, Indented) + "\n");

    public static void CheckText(string path, string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} is not there: run with UPDATE_GOLDEN=1 and read the difference");
        Assert.Equal(File.ReadAllText(path), text);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
