using System.Collections.Immutable;
using System.Text;
using Coordinator.Formats.Manifests;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats;

/// <summary>Reads a Release or Cluster file on its author's machine, together with the manifests that it names.</summary>
public static class ReleaseFile
{
    /// <summary>
    /// Reads a file and the files and folders of <c>manifests.paths</c>, relative to its folder: *.yaml, *.yml and *.json in
    /// ordinal order, 8 MiB in all. The releases in the result hold their manifests as <c>inline</c> and name no paths.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="allowSecrets">Whether Secrets may be among the manifests. Default true: the server, which has the key or
    /// not, decides.</param>
    /// <returns>All errors of the file and of its manifests; a file that can't be read is an error too.</returns>
    public static FormatResult Load(string path, bool allowSecrets = true)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > SourceLimits.TextBytes)
                return Failed(path, FormatErrorCodes.TooLarge, $"more than {SourceLimits.TextBytes / 1024} KiB");
            text = File.ReadAllText(path, new UTF8Encoding(false, true));
        }
        catch (DecoderFallbackException)
        {
            return Failed(path, FormatErrorCodes.Unreadable, "the text is not UTF-8");
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Failed(path, FormatErrorCodes.Unreadable, fault.Message);
        }
        var folder = Path.GetDirectoryName(path) ?? "/";
        return FormatReader.Read(text, path, new() { AllowPaths = true, AllowSecrets = allowSecrets }, new ManifestFiles(folder));
    }

    private static FormatResult Failed(string path, string code, string message) =>
        new([], [], ImmutableArray.Create(new FormatError(code, "", path, 1, 1, message)));
}
