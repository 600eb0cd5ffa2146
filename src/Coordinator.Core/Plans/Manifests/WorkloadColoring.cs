using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>Derives the Deployments of one colour.</summary>
internal static class WorkloadColoring
{
    internal sealed record Result(ImmutableArray<ColoredObject> Objects, ImmutableArray<JsonObject> Taken);

    public static Result Color(ColoringOrder order, List<string> errors)
    {
        var objects = ImmutableArray.CreateBuilder<ColoredObject>();
        foreach (var name in order.Deployments)
        {
            var brought = Find(order, ManifestColoring.NameOf(name, order.Color));
            var template = brought ?? Find(order, ManifestColoring.NameOf(name, order.Color.Other())) ?? Find(order, name);
            if (template is null)
            {
                errors.Add($"Deployment/{name} is not among the manifests, nor is it in a colour");
                continue;
            }

            var body = Derive(order, name, template);
            errors.AddRange(Mismatches(body));
            objects.Add(new ColoredObject(ManifestRole.ColoredWorkload, order.Color, name, body));
        }

        return new Result(objects.ToImmutable(), [.. order.Manifests.Where(one => IsOfColors(order, one))]);
    }

    private static JsonObject? Find(ColoringOrder order, string name) =>
        order.Manifests.FirstOrDefault(one => one.Kind() is "Deployment" && one.Name() == name);

    private static bool IsOfColors(ColoringOrder order, JsonObject manifest) =>
        manifest.Kind() is "Deployment" && order.Deployments.Any(name =>
            manifest.Name() == name
            || manifest.Name() == ManifestColoring.NameOf(name, Environments.Colors.Color.Blue)
            || manifest.Name() == ManifestColoring.NameOf(name, Environments.Colors.Color.Green));

    private static JsonObject Derive(ColoringOrder order, string name, JsonObject template)
    {
        var body = ManifestRenderer.Render(ManifestColoring.Cleaned(template), new Placeholders(Color: order.Color));
        var metadata = body.Child("metadata");
        metadata["name"] = ManifestColoring.NameOf(name, order.Color);
        metadata.Child("labels")[order.ColorLabel] = order.Color.Label();
        ManifestLabels.Mark(body, order.Release, order.Version);

        var selector = body.Child("spec").Child("selector").Child("matchLabels");
        foreach (var label in ManifestLabels.NeverSelect)
        {
            selector.Remove(label);
        }

        selector[order.ColorLabel] = order.Color.Label();
        var labels = body.Child("spec").Child("template").Child("metadata").Child("labels");
        labels[order.ColorLabel] = order.Color.Label();
        labels[ManifestLabels.Version] = ManifestLabels.Value(order.Version);
        return body;
    }

    private static IEnumerable<string> Mismatches(JsonObject body)
    {
        if (body.PodSpec() is null)
        {
            yield return $"Deployment/{body.Name()} has no pod template";
        }

        var labels = body.Texts("spec", "template", "metadata", "labels");
        foreach (var (label, value) in body.Texts("spec", "selector", "matchLabels"))
        {
            if (labels.GetValueOrDefault(label) != value)
            {
                yield return $"Deployment/{body.Name()} selects {label}={value}, which its pod template does not carry";
            }
        }
    }
}
