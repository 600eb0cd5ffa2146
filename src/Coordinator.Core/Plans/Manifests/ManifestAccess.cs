using System.Text.Json;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>Reads of Kubernetes objects as JSON that never throw: what is absent, or of another type, is null.</summary>
public static class ManifestAccess
{
    /// <summary>The node below a path of property names.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (node is not JsonObject parent || !parent.TryGetPropertyValue(name, out node))
            {
                return null;
            }
        }

        return node;
    }

    /// <summary>The text below a path.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The whole number below a path.</summary>
    public static long? Whole(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is not JsonValue value ? null
        : value.TryGetValue(out long number) ? number
        : value.TryGetValue(out int small) ? small
        : null;

    /// <summary>Whether the node below a path is <c>true</c>.</summary>
    public static bool IsTrue(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    /// <summary>The objects of the array below a path; none where there is no array.</summary>
    public static IEnumerable<JsonObject> Objects(this JsonNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is JsonArray array ? array.OfType<JsonObject>() : [];

    /// <summary>The texts of the object below a path, by name; none where there is no object.</summary>
    public static SortedDictionary<string, string> Texts(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        var texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in node.At(path) as JsonObject ?? [])
        {
            if (value.Text() is { } text)
            {
                texts[name] = text;
            }
        }

        return texts;
    }

    /// <summary>The object under a name, made where it is absent or of another type.</summary>
    public static JsonObject Child(this JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
        {
            return child;
        }

        var made = new JsonObject();
        parent[name] = made;
        return made;
    }

    /// <summary><c>kind</c>; empty where it is absent.</summary>
    public static string Kind(this JsonObject manifest) => manifest.Text("kind") ?? "";

    /// <summary><c>metadata.name</c>; empty where it is absent.</summary>
    public static string Name(this JsonObject manifest) => manifest.Text("metadata", "name") ?? "";

    /// <summary>The value of an annotation.</summary>
    public static string? Annotation(this JsonNode? manifest, string name) => manifest.Text("metadata", "annotations", name);

    /// <summary>The value of a label.</summary>
    public static string? Label(this JsonNode? manifest, string name) => manifest.Text("metadata", "labels", name);

    /// <summary>A copy that shares nothing with the original.</summary>
    public static JsonObject Copy(this JsonObject manifest) => (JsonObject)manifest.DeepClone();
}
