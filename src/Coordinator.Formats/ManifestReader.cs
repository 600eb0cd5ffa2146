using Coordinator.Formats.Manifests;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats;

/// <summary>
/// Reads Kubernetes manifests, YAML or JSON, several documents in a text, with kubectl's rules for plain scalars. Empty
/// documents are skipped; each object needs apiVersion, kind and metadata.name; none may stand twice.
/// </summary>
public static class ManifestReader
{
    /// <summary>Reads a text of at most 4 MiB. Bad input is never an exception.</summary>
    /// <param name="text">The manifests.</param>
    /// <param name="source">What the errors name, e.g. the file.</param>
    public static ManifestResult Read(string text, string? source = null)
    {
        var errors = new ErrorSink(source);
        var collector = new ManifestCollector();
        collector.AddText(text, errors);
        return errors.Count > 0 ? new([], errors.ToImmutable()) : new([.. collector.Items.Select(item => item.Object)], []);
    }
}
