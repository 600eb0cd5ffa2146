using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// Replaces placeholders where a manifest may carry them: image, command, args and values of environment variables of
/// containers. Nowhere else, since braces mean something of their own in configuration, names and annotations.
/// </summary>
public static class ManifestRenderer
{
    /// <summary>Copies of the objects with the placeholders replaced.</summary>
    public static ImmutableArray<JsonObject> Render(IEnumerable<JsonObject> manifests, Placeholders values) =>
        [.. manifests.Select(manifest => Render(manifest, values))];

    /// <summary>A copy of the object with the placeholders replaced.</summary>
    public static JsonObject Render(JsonObject manifest, Placeholders values)
    {
        var copy = manifest.Copy();
        if (copy.PodSpec() is { } podSpec)
        {
            foreach (var container in PodTemplates.Containers(podSpec))
            {
                RenderContainer(container, values);
            }
        }

        return copy;
    }

    private static void RenderContainer(JsonObject container, Placeholders values)
    {
        RenderText(container, "image", values);
        RenderList(container["command"] as JsonArray, values);
        RenderList(container["args"] as JsonArray, values);
        foreach (var variable in container.Objects("env"))
        {
            RenderText(variable, "value", values);
        }
    }

    private static void RenderText(JsonObject parent, string property, Placeholders values)
    {
        if (parent.Text(property) is { } text)
        {
            parent[property] = values.Replace(text);
        }
    }

    private static void RenderList(JsonArray? list, Placeholders values)
    {
        for (var i = 0; i < list?.Count; i++)
        {
            if (list[i].Text() is { } text)
            {
                list[i] = values.Replace(text);
            }
        }
    }
}
