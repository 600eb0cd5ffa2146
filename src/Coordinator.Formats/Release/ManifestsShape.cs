using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>What is applied.</summary>
internal static class ManifestsShape
{
    private static readonly ObjectShape<ManifestOverrideSpec> Override = new ObjectShape<ManifestOverrideSpec>(
            "ManifestOverride", "What differs by cluster.", new(new(), []))
        .Required("clusters", SelectorShape.Shape, x => x.Clusters, (x, v) => x with { Clusters = v },
            "The clusters in which the patch is applied.")
        .Required("patch", new JsonObjectShape("a strategic merge patch"), x => x.Patch, (x, v) => x with { Patch = v },
            "A strategic merge patch with `kind` and `metadata.name` of the manifest that it changes.")
        .Check(["patch"], CheckPatch);

    public static readonly ObjectShape<ManifestsSpec> Shape = new ObjectShape<ManifestsSpec>(
            "Manifests", "The Kubernetes objects of the application.", new())
        .Optional("paths", new ListShape<string>(Texts.FilePath) { WhyNotEmpty = "it names no file" }, x => x.Paths,
            (x, v) => x with { Paths = v },
            "Files and folders, relative to this file. The command line reads them and sends their content as `inline`.")
        .Optional("inline", new ListShape<JsonObject>(new JsonObjectShape("a Kubernetes object")), x => x.Inline,
            (x, v) => x with { Inline = v },
            "The objects themselves, in order.")
        .Optional("overrides", new ListShape<ManifestOverrideSpec>(Override), x => x.Overrides,
            (x, v) => x with { Overrides = v },
            "What differs by cluster, applied in order.")
        .Optional("allowShared", new ListShape<string>(Texts.KindAndName) { UniqueBy = name => name },
            x => x.AllowShared, (x, v) => x with { AllowShared = v },
            "Objects, written `Kind/name`, that the release may change although both colours use them.");

    private static void CheckPatch(ManifestOverrideSpec value, ObjectScope scope)
    {
        if (!scope.Has("patch"))
            return;
        if (!IsText(value.Patch["kind"]) || !IsText(value.Patch["metadata"] is JsonObject metadata ? metadata["name"] : null))
            scope.Error("patch", FormatErrorCodes.MissingField,
                "a patch needs `kind` and `metadata.name`, to say what it changes");
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text)
        && text.Length > 0;
}
