using System.Text.Json.Nodes;
using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Manifests;

/// <summary>
/// The texts of a pod template in which placeholders are filled: image, command, args and env of its containers.
/// </summary>
internal static class PodStrings
{
    /// <summary>Path (<c>spec.containers[0].args[1]</c>) and text of each.</summary>
    public static IEnumerable<(string Path, string Text)> Of(JsonObject template)
    {
        if (template["spec"] is not JsonObject spec)
            yield break;
        foreach (var list in (string[])["initContainers", "containers"])
        {
            if (spec[list] is not JsonArray containers)
                continue;
            for (var i = 0; i < containers.Count; i++)
            {
                if (containers[i] is not JsonObject container)
                    continue;
                foreach (var (path, text) in OfContainer(container))
                    yield return ($"spec.{list}[{i}].{path}", text);
            }
        }
    }

    /// <summary>Path and name of each placeholder that nothing fills and that <paramref name="counts"/>.</summary>
    public static IEnumerable<(string Path, string Name)> Unknown(JsonObject template, Func<string, bool> counts) =>
        from place in Of(template)
        from name in Placeholders.Unknown(place.Text)
        where counts(name)
        select (place.Path, name);

    private static IEnumerable<(string Path, string Text)> OfContainer(JsonObject container)
    {
        if (Text(container["image"]) is { } image)
            yield return ("image", image);
        foreach (var list in (string[])["command", "args"])
        {
            if (container[list] is not JsonArray words)
                continue;
            for (var i = 0; i < words.Count; i++)
            {
                if (Text(words[i]) is { } word)
                    yield return ($"{list}[{i}]", word);
            }
        }
        if (container["env"] is not JsonArray variables)
            yield break;
        for (var i = 0; i < variables.Count; i++)
        {
            if (variables[i] is JsonObject variable && Text(variable["value"]) is { } value)
                yield return ($"env[{i}].value", value);
        }
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
