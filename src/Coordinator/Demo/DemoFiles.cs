using System.Reflection;

namespace Coordinator.Demo;

/// <summary>The demo's own release files, written to a folder as a user would have them.</summary>
internal static class DemoFiles
{
    private const string Prefix = "demo-files/";

    /// <summary>Writes them below a folder and returns the path of the demo's folder within it.</summary>
    public static string WriteTo(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var path = Path.Combine(folder, name[Prefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var source = assembly.GetManifestResourceStream(name)!;
            using var target = File.Create(path);
            source.CopyTo(target);
        }

        return Path.Combine(folder, "demo");
    }
}
