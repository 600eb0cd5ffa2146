using Coordinator.Formats.Yaml;
using NJsonSchema;

namespace Coordinator.Formats.Tests;

/// <summary>The embedded schemas, as an independent validator reads them.</summary>
internal static class ShippedSchemas
{
    private static readonly Task<JsonSchema> Release = JsonSchema.FromJsonAsync(FormatSchemas.Text("release.json")!);
    private static readonly Task<JsonSchema> Cluster = JsonSchema.FromJsonAsync(FormatSchemas.Text("cluster.json")!);

    /// <summary>What the schema of the document's kind finds wrong with it.</summary>
    public static async Task<IReadOnlyList<string>> Problems(SourceNode document)
    {
        var schema = await ((document as MappingNode)?.TextOf("kind") == "Cluster" ? Cluster : Release);
        var json = SourceJson.ToJson(document, "", new ErrorSink(null))!.ToJsonString();
        return [.. schema.Validate(json).Select(problem => problem.ToString())];
    }
}
