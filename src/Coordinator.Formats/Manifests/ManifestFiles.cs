using System.Collections.Immutable;
using System.Text;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Manifests;

/// <summary>
/// Reads the files that a release names, on its author's own machine: a path may lead anywhere and over links, as with
/// <c>kubectl apply -f</c>. A server never uses it.
/// </summary>
internal sealed class ManifestFiles(string folder)
{
    private const long TotalBytes = 8 * 1024 * 1024;

    private static readonly string[] Endings = [".yaml", ".yml", ".json"];
    private static readonly UTF8Encoding Strict = new(false, true);

    private readonly List<ErrorSink> sinks = [];
    private long read;

    /// <summary>What is wrong within the files, file by file.</summary>
    public IEnumerable<FormatError> Errors => sinks.SelectMany(sink => sink.ToImmutable()).Distinct();

    /// <summary>Reads the files of all paths into a collector; what can't be read is an error of the release file.</summary>
    public void Read(ImmutableArray<string> paths, ManifestCollector collector, ObjectScope document)
    {
        for (var i = 0; i < paths.Length; i++)
        {
            if (Problem(paths[i], collector) is var (code, message))
                document.Error($"spec.manifests.paths[{i}]", code, message);
        }
    }

    private (string Code, string Message)? Problem(string path, ManifestCollector collector)
    {
        try
        {
            foreach (var file in FilesOf(path))
            {
                read += new FileInfo(file).Length;
                if (read > TotalBytes)
                    return (FormatErrorCodes.TooLarge, $"the manifests have more than {TotalBytes / 1024 / 1024} MiB");
                var sink = new ErrorSink(file);
                sinks.Add(sink);
                collector.AddText(File.ReadAllText(file, Strict), sink);
            }
            return null;
        }
        catch (DecoderFallbackException)
        {
            return (FormatErrorCodes.Unreadable, $"`{path}` holds a text that is not UTF-8");
        }
        catch (Exception fault)
            when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (FormatErrorCodes.Unreadable, $"`{path}` can't be read: {fault.Message}");
        }
    }

    private IEnumerable<string> FilesOf(string path)
    {
        var full = Path.Combine(folder, path);
        if (!Directory.Exists(full))
            return [full];
        var files = Directory.GetFiles(full)
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0 ? files : throw new FileNotFoundException("the folder holds no .yaml, .yml or .json file");
    }
}
