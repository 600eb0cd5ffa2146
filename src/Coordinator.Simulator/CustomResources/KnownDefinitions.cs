using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.CustomResources;

/// <summary>
/// The definitions that every cluster has from the start, from the embedded <c>definitions.json</c>: Gateway, HTTPRoute and VirtualService.
/// Read once: what is made of them is shared by all clusters.
/// </summary>
internal static class KnownDefinitions
{
    private static readonly Lazy<(JsonObject Json, ApiKind[] Kinds)[]> All = new(Load);

    public static void Install(Cluster cluster)
    {
        foreach (var (json, kinds) in All.Value)
        {
            var item = json.Copy();
            item.Ensure("metadata")["uid"] = cluster.NextUid();
            item.Ensure("metadata")["creationTimestamp"] = cluster.NowText;
            item.Ensure("metadata")["generation"] = 1;
            cluster.Kinds.Put(item.Text("metadata", "name")!, kinds);
            var stored = cluster.Store.Put(KindTable.Definition, item);
            cluster.Controllers.Definitions.Establish(stored);
        }
    }

    private static (JsonObject, ApiKind[])[] Load()
    {
        using var stream = typeof(KnownDefinitions).Assembly.GetManifestResourceStream("definitions.json")
            ?? throw new InvalidOperationException("the embedded table definitions.json is missing");
        return [.. JsonNode.Parse(stream)!.AsArray().Select(item => (item!.AsObject(), CustomDefinition.Kinds(item.AsObject())))];
    }
}
