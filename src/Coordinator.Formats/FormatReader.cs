using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Cluster;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Manifests;
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
    public static FormatResult Read(string text, string? source = null, FormatReaderOptions? options = null) =>
        Read(text, source, options ?? FormatReaderOptions.Default, null);

    /// <param name="text">The text.</param>
    /// <param name="source">What the errors name.</param>
    /// <param name="options">What is taken.</param>
    /// <param name="files">Reads <c>manifests.paths</c> into the releases; null leaves them as they are.</param>
    internal static FormatResult Read(string text, string? source, FormatReaderOptions options, ManifestFiles? files)
    {
        var errors = new ErrorSink(source);
        var documents = SourceText.Parse(text, errors, options.MaxBytes);
        if (documents.Count == 0 && errors.Count == 0)
            errors.Add(FormatErrorCodes.Empty, "", 1, 1, "nothing to read: a Release or Cluster document is expected");
        var reading = new DocumentReading(errors, options, files);
        foreach (var document in documents)
            reading.Read(document);
        ImmutableArray<FormatError> all = [.. errors.ToImmutable(), .. files?.Errors ?? []];
        return all.IsEmpty ? new([.. reading.Releases], [.. reading.Clusters], []) : new([], [], all);
    }

    /// <summary>The documents of one text.</summary>
    private sealed class DocumentReading(ErrorSink errors, FormatReaderOptions options, ManifestFiles? files)
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

        private void Take(ReleaseSpec release, MappingNode mapping)
        {
            var document = new ObjectScope(mapping, new(errors, ""));
            RefuseSecond(ReleaseShape.Kind, release.Name, mapping);
            if (!release.Manifests.Paths.IsEmpty && !options.AllowPaths)
                document.Error("spec.manifests.paths", FormatErrorCodes.PathsRefused,
                    "a server opens no files: `coordinator apply` sends the content of `paths` as `inline`");
            Releases.Add(WithManifests(release, document));
        }

        private ReleaseSpec WithManifests(ReleaseSpec release, ObjectScope document)
        {
            var collector = new ManifestCollector();
            var before = errors.Count;
            AddInline(collector, document);
            files?.Read(release.Manifests.Paths, collector, document);
            var isWhole = files is not null || release.Manifests.Paths.IsEmpty;
            var isGiven = !release.Manifests.Paths.IsEmpty || !release.Manifests.Inline.IsEmpty;
            // A manifest that could not be read would only look as if it were missing.
            var isSound = errors.Count == before && files?.Errors.Any() != true;
            if (isWhole && isSound && isGiven && release.Target.Namespace.Length > 0)
                ManifestRules.Check(release, collector.Items, options.AllowSecrets, document);
            return release with
            {
                Manifests = release.Manifests with
                {
                    Paths = files is null ? release.Manifests.Paths : [],
                    Inline = [.. collector.Items.Select(item => item.Object)],
                },
            };
        }

        private static void AddInline(ManifestCollector collector, ObjectScope document)
        {
            if (document.Mapping["spec"] is not MappingNode spec || spec["manifests"] is not MappingNode manifests
                || manifests["inline"] is not SequenceNode inline)
                return;
            var at = document.At.Field("spec").Field("manifests").Field("inline");
            for (var i = 0; i < inline.Items.Count; i++)
            {
                // What is no mapping has been reported by the reader of the field.
                if (inline.Items[i] is MappingNode)
                    collector.Add(inline.Items[i], at.Item(i));
            }
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
                root.Field("kind").Fail(document["kind"] ?? document, FormatErrorCodes.UnknownKind,
                    "`kind: Release` or `kind: Cluster` is needed");
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
