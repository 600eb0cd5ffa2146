using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Manifests;

/// <summary>Finds the Deployments that carry a colour among the manifests.</summary>
internal static class Workloads
{
    private const string Apps = "apps";

    /// <summary>
    /// Each of the target's Deployments, in both colours where both are there. What is missing or ambiguous is reported at the
    /// target.
    /// </summary>
    public static List<ManifestItem> Colored(ReleaseSpec release, IReadOnlyList<ManifestItem> items, ObjectScope document)
    {
        var deployments = items.Where(item => item.Is(Apps, "Deployment")).ToList();
        var field = release.Target.Deployments.Length > 1 ? "deployments" : "deployment";
        if (release.Target.Deployments.IsEmpty)
            return OnlyOne(items, deployments, document);
        var result = new List<ManifestItem>();
        for (var i = 0; i < release.Target.Deployments.Length; i++)
        {
            var name = release.Target.Deployments[i];
            var path = field == "deployments" ? $"spec.target.deployments[{i}]" : "spec.target.deployment";
            string[] names = [name, $"{name}-blue", $"{name}-green"];
            var found = deployments.Where(item => names.Contains(item.Name)).ToList();
            if (found.Count == 0)
                Missing(name, items, deployments, path, document);
            result.AddRange(found);
        }
        return result;
    }

    private static List<ManifestItem> OnlyOne(IReadOnlyList<ManifestItem> items, List<ManifestItem> deployments,
        ObjectScope document)
    {
        var names = deployments.Select(item => BaseName(item.Name)).Distinct().ToList();
        if (names.Count == 1)
            return deployments;
        var list = string.Join(", ", names);
        if (names.Count > 1)
            document.Error("spec.target", FormatErrorCodes.MissingDeployment,
                $"the manifests hold several Deployments ({list}): `target.deployment` or `target.deployments` "
                + "must say which carry a colour");
        else
            Missing(null, items, deployments, "spec.target", document);
        return [];
    }

    private static void Missing(string? name, IReadOnlyList<ManifestItem> items, List<ManifestItem> deployments, string path,
        ObjectScope document)
    {
        var other = items.FirstOrDefault(item => item.Group == Apps && item.Kind is "StatefulSet" or "DaemonSet" or "ReplicaSet"
            && (name is null || item.Name == name));
        if (other is not null && (name is not null || deployments.Count == 0))
        {
            other.Error("kind", FormatErrorCodes.UnsupportedWorkload,
                $"{other.Title}: only a Deployment can stand in two colours side by side; a {other.Kind} can't be released "
                    + "this way");
            return;
        }
        var found = items.Count == 0 ? "nothing" : string.Join(", ", items.Take(20).Select(item => item.Title));
        var more = items.Count > 20 ? ", …" : "";
        var wanted = name is null ? "" : $" `{name}` (nor `{name}-blue`, `{name}-green`)";
        document.Error(path, FormatErrorCodes.MissingDeployment,
            $"the manifests hold no Deployment{wanted}; found {found}{more}");
    }

    private static string BaseName(string name) =>
        name.EndsWith("-blue", StringComparison.Ordinal) ? name[..^5]
        : name.EndsWith("-green", StringComparison.Ordinal) ? name[..^6]
        : name;
}
