using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Manifests;

/// <summary>
/// What the manifests must be for a release. A pure function: the errors go to the places of the objects and of the release.
/// </summary>
internal static class ManifestRules
{
    /// <param name="release">The release.</param>
    /// <param name="items">Its manifests.</param>
    /// <param name="allowSecrets">Whether the server has a key for Secrets.</param>
    /// <param name="document">The release's own document.</param>
    public static void Check(ReleaseSpec release, IReadOnlyList<ManifestItem> items, bool allowSecrets, ObjectScope document)
    {
        foreach (var item in items)
        {
            CheckScope(item, release.Target.Namespace);
            ColoredRules.CheckPlaceholders(item);
            if (item.Is("", "Secret") && !allowSecrets)
                item.Error("kind", FormatErrorCodes.SecretNeedsKey,
                    $"{item.Title}: a Secret is stored encrypted with the server's key, and the server has none; create the "
                    + "Secret in the clusters beforehand and name it under `preflight.secrets`, or give the server a key");
        }
        // With an external applier the Deployment may be among its files rather than these.
        if (release.Target.Apply == TargetApply.Coordinator)
        {
            foreach (var deployment in Workloads.Colored(release, items, document))
                ColoredRules.Check(deployment, release.BlueGreen.ColorLabel, items);
        }
        CheckReferences(release, items, document);
    }

    private static void CheckScope(ManifestItem item, string targetNamespace)
    {
        if (ClusterScopedKinds.Contains(item))
            item.Error("kind", FormatErrorCodes.ClusterScoped,
                $"{item.Title} belongs to the whole cluster; a release changes one namespace only");
        else if (item.Is("", "Namespace") && item.Name != targetNamespace)
            item.Error("metadata.name", FormatErrorCodes.ForeignNamespace,
                $"{item.Title} is not the target's namespace `{targetNamespace}`");
        else if (item.Namespace.Length > 0 && item.Namespace != targetNamespace)
            item.Error("metadata.namespace", FormatErrorCodes.ForeignNamespace,
                $"{item.Title} is of the namespace `{item.Namespace}`, the release's target is `{targetNamespace}`; leave "
                    + "`namespace` out");
    }

    private static void CheckReferences(ReleaseSpec release, IReadOnlyList<ManifestItem> items, ObjectScope document)
    {
        var titles = items.Select(item => item.Title).ToList();
        for (var i = 0; i < release.Manifests.Overrides.Length; i++)
        {
            var patch = release.Manifests.Overrides[i].Patch;
            var (kind, name) = (ManifestItem.Text(patch, "kind"), ManifestItem.Text(patch["metadata"], "name"));
            var title = $"{kind}/{name}";
            if (kind.Length > 0 && name.Length > 0 && !titles.Contains(title))
                document.Error($"spec.manifests.overrides[{i}].patch", FormatErrorCodes.UnknownReference,
                    $"no manifest is {title}{Nearest.Hint(title, titles)}");
        }
        for (var i = 0; i < release.Manifests.AllowShared.Length; i++)
        {
            var title = release.Manifests.AllowShared[i];
            if (!titles.Contains(title, StringComparer.OrdinalIgnoreCase))
                document.Error($"spec.manifests.allowShared[{i}]", FormatErrorCodes.UnknownReference,
                    $"no manifest is {title}{Nearest.Hint(title, titles)}");
        }
    }
}
