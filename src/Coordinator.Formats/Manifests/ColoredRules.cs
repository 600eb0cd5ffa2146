using System.Text.Json.Nodes;
using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Manifests;

/// <summary>What a Deployment must be to stand in two colours.</summary>
internal static class ColoredRules
{
    private static readonly string[] SelectorPath = ["spec", "selector", "matchLabels"];
    private static readonly string[] LabelsPath = ["spec", "template", "metadata", "labels"];

    public static void Check(ManifestItem deployment, string colorLabel, IReadOnlyList<ManifestItem> items)
    {
        CheckColor(deployment, SelectorPath, colorLabel);
        CheckColor(deployment, LabelsPath, colorLabel);
        CheckSelector(deployment);
        CheckVolumes(deployment, items);
    }

    /// <summary>A placeholder that nothing fills, where it can only be a mistake: in an image, or next to one of ours.</summary>
    public static void CheckPlaceholders(ManifestItem item)
    {
        if (item.At("spec", "template") is not { } template)
            return;
        foreach (var (path, text) in PodStrings.Of(template))
        {
            // Programs have braces of their own in command, args and env, so that there only a near miss is refused.
            var isImage = path.EndsWith(".image", StringComparison.Ordinal);
            bool Counts(string name) => isImage || Nearest.Of(name, Placeholders.Known) is not null;
            foreach (var name in Placeholders.Unknown(text).Where(Counts))
                item.Error($"spec.template.{path}", FormatErrorCodes.UnknownPlaceholder, Placeholders.Problem(name));
        }
    }

    private static void CheckColor(ManifestItem deployment, string[] path, string colorLabel)
    {
        if (deployment.At(path) is not { } labels || labels[colorLabel] is null)
            return;
        var value = ManifestItem.Text(labels, colorLabel);
        var own = deployment.Name.EndsWith("-blue", StringComparison.Ordinal) ? "blue"
            : deployment.Name.EndsWith("-green", StringComparison.Ordinal) ? "green"
            : null;
        if (value is not ("blue" or "green"))
            deployment.Error([.. path, colorLabel], FormatErrorCodes.ColorLabelTaken,
                $"the label `{colorLabel}` has the value `{value}`, but it must carry the colour: name another with "
                    + "`strategy.blueGreen.colorLabel`");
        else if (own is not null && value != own)
            deployment.Error([.. path, colorLabel], FormatErrorCodes.ColorLabelTaken,
                $"{deployment.Title} carries the colour `{value}`");
    }

    private static void CheckSelector(ManifestItem deployment)
    {
        if (deployment.At("spec", "selector") is not { Count: > 0 } selector)
        {
            deployment.Error("spec.selector", FormatErrorCodes.SelectorMismatch, $"{deployment.Title} needs a selector");
            return;
        }
        var labels = deployment.At(LabelsPath) ?? [];
        foreach (var (key, value) in selector["matchLabels"] as JsonObject ?? [])
        {
            if (!JsonNode.DeepEquals(labels[key], value))
                deployment.Error([.. SelectorPath, key], FormatErrorCodes.SelectorMismatch,
                    $"the selector wants `{key}: {value}`, which the labels of the pod template don't have");
        }
        var expressions = selector["matchExpressions"] as JsonArray ?? [];
        for (var i = 0; i < expressions.Count; i++)
        {
            if (expressions[i] is JsonObject expression && !Holds(expression, labels))
                deployment.Error($"spec.selector.matchExpressions[{i}]", FormatErrorCodes.SelectorMismatch,
                    "the labels of the pod template don't meet this expression");
        }
    }

    private static bool Holds(JsonObject expression, JsonObject labels)
    {
        var label = labels[ManifestItem.Text(expression, "key")];
        var among = label is not null
            && (expression["values"] as JsonArray ?? []).Any(value => JsonNode.DeepEquals(value, label));
        return ManifestItem.Text(expression, "operator") switch
        {
            "In" => among,
            "NotIn" => !among,
            "Exists" => label is not null,
            "DoesNotExist" => label is null,
            _ => false,
        };
    }

    private static void CheckVolumes(ManifestItem deployment, IReadOnlyList<ManifestItem> items)
    {
        var volumes = deployment.At("spec", "template", "spec")?["volumes"] as JsonArray ?? [];
        for (var i = 0; i < volumes.Count; i++)
        {
            var claim = ManifestItem.Text((volumes[i] as JsonObject)?["persistentVolumeClaim"], "claimName");
            if (claim.Length > 0
                && items.Any(item => item.Is("", "PersistentVolumeClaim") && item.Name == claim && IsForOneNode(item)))
                deployment.Error($"spec.template.spec.volumes[{i}]", FormatErrorCodes.ReadWriteOnce,
                    $"the PersistentVolumeClaim `{claim}` is ReadWriteOnce: both colours would need it at once; take "
                        + "ReadWriteMany or no volume");
        }
    }

    private static bool IsForOneNode(ManifestItem claim)
    {
        var modes = (claim.At("spec")?["accessModes"] as JsonArray ?? []).Select(mode => mode?.ToString()).ToList();
        return modes.Any(mode => mode is "ReadWriteOnce" or "ReadWriteOncePod") && !modes.Contains("ReadWriteMany");
    }
}
