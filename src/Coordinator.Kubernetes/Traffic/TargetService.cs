using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>What the target Service says about traffic, and the patch that changes it.</summary>
internal static class TargetService
{
    /// <summary>The colour in its selector; null where it has none.</summary>
    public static string? ColorOf(JsonObject? service, string colorLabel) => service.Text("spec", "selector", colorLabel);

    /// <summary>The colour that the patch which moved it recorded.</summary>
    public static string? RecordOf(JsonObject? service) => service.Annotation(ManifestLabels.Active);

    /// <summary>The field manager that wrote the selector last.</summary>
    public static string? ManagerOf(JsonObject? service) => service.Objects("metadata", "managedFields")
        .Where(entry => entry.At("fieldsV1", "f:spec", "f:selector") is not null)
        .OrderBy(entry => DateTimeOffset.TryParse(
            entry.Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default)
        .LastOrDefault().Text("manager");

    /// <summary>How a colour, or none, is written in selector and record.</summary>
    public static string Value(Color? color) => color?.Label() ?? ColorNames.None;

    /// <summary>The selector without a colour, which reaches both, and the record that says so.</summary>
    public static JsonObject SharedPatch(string colorLabel, Color active) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ManifestLabels.Active] = SharedSelector.RecordOf(active) } },
        ["spec"] = new JsonObject { ["selector"] = new JsonObject { [colorLabel] = null } },
    };

    /// <summary>Selector and record in one patch, so that they part only by someone else's hand.</summary>
    public static JsonObject Patch(string colorLabel, Color? color) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [ManifestLabels.Active] = Value(color) } },
        ["spec"] = new JsonObject { ["selector"] = new JsonObject { [colorLabel] = Value(color) } },
    };
}
