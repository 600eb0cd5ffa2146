using System.Text.Json.Nodes;
using Coordinator.Formats.Fields;
using Coordinator.Formats.Yaml;

namespace Coordinator.Formats.Manifests;

/// <summary>A Kubernetes object with the place where it is written.</summary>
internal sealed class ManifestItem(JsonObject value, MappingNode node, ReadPoint at)
{
    private readonly ObjectScope scope = new(node, at);

    public JsonObject Object { get; } = value;

    public string ApiVersion { get; } = Text(value, "apiVersion");

    public string Kind { get; } = Text(value, "kind");

    public string Name { get; } = Text(value["metadata"], "name");

    /// <summary>The namespace, or empty where it is left to the release.</summary>
    public string Namespace { get; } = Text(value["metadata"], "namespace");

    /// <summary>The API group; empty for the core.</summary>
    public string Group { get; } = Text(value, "apiVersion") is var version
        && version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash
        ? version[..slash]
        : "";

    /// <summary><c>Kind/name</c>.</summary>
    public string Title => $"{Kind}/{Name}";

    public bool Is(string group, string kind) => Group == group && Kind == kind;

    public void Error(string path, string code, string message) => scope.Error(path, code, message);

    public void Error(string[] segments, string code, string message) => scope.Error(segments, code, message);

    /// <summary>The object at a path of fields, or null where there is none.</summary>
    public JsonObject? At(params string[] path) =>
        path.Aggregate<string, JsonNode?>(Object, (current, name) => (current as JsonObject)?[name]) as JsonObject;

    public static string Text(JsonNode? parent, string field) =>
        parent is JsonObject fields && fields[field] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
