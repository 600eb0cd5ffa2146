using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// Gives the ConfigMaps and Secrets that coloured pods read a colour of their own, so that an old pod that restarts reads the
/// configuration it was released with.
/// </summary>
internal static class ConfigColoring
{
    internal sealed record Result(ImmutableArray<ColoredObject> Objects, ImmutableArray<JsonObject> Taken);

    /// <summary>Colours the configuration and rewrites the references in the coloured Deployments in place.</summary>
    public static Result Color(ColoringOrder order, WorkloadColoring.Result workloads)
    {
        var objects = new SortedDictionary<string, ColoredObject>(StringComparer.Ordinal);
        var taken = new HashSet<JsonObject>();
        foreach (var workload in workloads.Objects)
        {
            PodTemplates.Rename(workload.Body.PodSpec() ?? [], (kind, name) => Recolor(order, kind, name, objects, taken));
        }

        var sharedWithOthers = OtherReferences(order, workloads);
        taken.RemoveWhere(one => sharedWithOthers.Contains($"{one.Kind()}/{one.Name()}"));
        return new Result([.. objects.Values], [.. taken]);
    }

    private static string Recolor(
        ColoringOrder order, string kind, string name, SortedDictionary<string, ColoredObject> objects, HashSet<JsonObject> taken)
    {
        var baseName = ManifestColoring.BaseOf(name);
        var target = ManifestColoring.NameOf(baseName, order.Color);
        if ((Find(order, kind, target) ?? Find(order, kind, name)) is not { } source)
        {
            return name;
        }

        var body = ManifestColoring.Cleaned(source);
        body.Child("metadata")["name"] = target;
        body.Child("metadata").Child("labels")[order.ColorLabel] = order.Color.Label();
        ManifestLabels.Mark(body, order.Release, order.Version);
        objects[$"{kind}/{target}"] = new ColoredObject(ManifestRole.ColoredConfig, order.Color, baseName, body);

        // The uncoloured original and the other colour's own are not objects of this colour: neither is applied.
        foreach (var other in (string[])[baseName, target, ManifestColoring.NameOf(baseName, order.Color.Other())])
        {
            if (Find(order, kind, other) is { } original)
            {
                taken.Add(original);
            }
        }

        return target;
    }

    private static JsonObject? Find(ColoringOrder order, string kind, string name) =>
        order.Manifests.FirstOrDefault(one => one.Kind() == kind && one.Name() == name);

    /// <summary>What uncoloured workloads (a CronJob, say) read under its own name must go on existing under it.</summary>
    private static HashSet<string> OtherReferences(ColoringOrder order, WorkloadColoring.Result workloads) =>
    [
        .. order.Manifests
            .Where(one => !workloads.Taken.Contains(one))
            .Select(one => one.PodSpec())
            .OfType<JsonObject>()
            .SelectMany(spec => PodTemplates.References(spec))
            .Select(reference => $"{reference.Kind}/{reference.Name}"),
    ];
}
