using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Apply;

/// <summary>
/// What kubectl remembers of its applies of old, in an annotation: the server keeps it in step with kubectl's server-side
/// applies, so that one may go back.
/// </summary>
internal static class LastApplied
{
    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const string Manager = "kubectl";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Sync(JsonObject item, JsonObject config, Writer writer)
    {
        if (writer.Manager != Manager || writer.Subresource.Length > 0 || item.Text("metadata", "annotations", Annotation) is null) return;
        var applied = config.Copy();
        applied.Object("metadata", "annotations")?.Remove(Annotation);
        item.Ensure("metadata", "annotations")[Annotation] = Sorted(applied)!.ToJsonString(Plain) + "\n";
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
