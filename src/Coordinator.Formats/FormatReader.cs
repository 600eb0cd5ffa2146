using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Cluster;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Release;
using Coordinator.Formats.Syntax;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats;

/// <summary>Reads Release and Cluster documents, YAML or JSON, one or several in a text.</summary>
public static class FormatReader
{
    /// <summary>Reads a text. Bad input is never an exception: all that is wrong is in the result, with its line.</summary>
    /// <param name="text">At most 4 MiB.</param>
    /// <param name="source">What the errors name: a file, or a request's body.</param>
    /// <param name="options">What is taken; null = <see cref="FormatReaderOptions.Default"/>.</param>
    public static FormatResult Read(string text, string? source = null, FormatReaderOptions? options = null)
    {
        var errors = new ErrorSink(source);
        var documents = SourceText.Parse(text, errors);
        if (documents.Count == 0 && errors.Count == 0)
            errors.Add(FormatErrorCodes.Empty, "", 1, 1, "nothing to read: a Release or Cluster document is expected");
        var reading = new DocumentReading(errors, options ?? FormatReaderOptions.Default);
        foreach (var document in documents)
            reading.Read(document);
        return errors.Count > 0 ? new([], [], errors.ToImmutable()) : new([.. reading.Releases], [.. reading.Clusters], []);
    }

    /// <summary>The documents of one text.</summary>
    private sealed class DocumentReading(ErrorSink errors, FormatReaderOptions options)
    {
        private readonly HashSet<(string Kind, string Name)> seen = [];

        public List<ReleaseSpec> Releases { get; } = [];

        public List<ClusterSpec> Clusters { get; } = [];

        public void Read(SourceNode document)
        {
            var root = new ReadPoint(errors, "");
            if (document is not MappingNode mapping)
            {
                root.WrongType(document, "a Release or Cluster document");
                return;
            }
            switch (mapping.TextOf("kind"))
            {
                case ReleaseShape.Kind:
                    if (ReleaseShape.Shape.TryRead(mapping, root, out var release))
                        Take(release, mapping);
                    break;
                case ClusterShape.Kind:
                    if (ClusterShape.Shape.TryRead(mapping, root, out var cluster))
                        Clusters.Add(cluster);
                    RefuseSecond(ClusterShape.Kind, cluster.Name, mapping);
                    break;
                case var kind:
                    RefuseKind(kind, mapping, root);
                    break;
            }
        }

        private void Take(ReleaseSpec release, MappingNode document)
        {
            Releases.Add(release);
            RefuseSecond(ReleaseShape.Kind, release.Name, document);
            if (!release.Manifests.Paths.IsEmpty && !options.AllowPaths)
                new ObjectScope(document, new(errors, "")).Error("spec.manifests.paths", FormatErrorCodes.PathsRefused,
                    "a server opens no files: `coordinator apply` sends the content of `paths` as `inline`");
        }

        private void RefuseSecond(string kind, string name, MappingNode document)
        {
            if (name.Length > 0 && !seen.Add((kind, name)))
                new ObjectScope(document, new(errors, "")).Error("metadata.name", FormatErrorCodes.DuplicateName,
                    $"a {kind} named `{name}` stands above already");
        }

        private static void RefuseKind(string? kind, MappingNode document, ReadPoint root)
        {
            if (kind is null)
                root.Field("kind").Fail(document["kind"] ?? document, FormatErrorCodes.UnknownKind, "`kind: Release` or `kind: Cluster` is needed");
            else
                root.Field("kind").Fail(document["kind"]!, FormatErrorCodes.UnknownKind,
                    $"`{kind}` is neither Release nor Cluster{Hint(kind)}");
        }

        private static string Hint(string kind) =>
            Nearest.Of(kind, [ReleaseShape.Kind, ClusterShape.Kind]) is { } near
                ? $"; did you mean `{near}`?"
                : "; Kubernetes objects belong into `spec.manifests` of a Release";
    }
}
