using System.Text.Json.Nodes;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>Definitions of the kinds by which Argo Rollouts and Flagger move users.</summary>
internal static class OtherControllers
{
    /// <summary>The definitions, with the collection that takes objects of each.</summary>
    public static IReadOnlyList<(string Collection, string Definition)> All { get; } =
    [
        Define("argoproj.io", "v1alpha1", "rollouts", "Rollout"),
        Define("flagger.app", "v1beta1", "canaries", "Canary"),
    ];

    /// <summary>Path of the collection of definitions.</summary>
    public const string Path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    /// <summary>Defines them in a cluster, and waits until it serves them.</summary>
    public static async Task DefineAsync(Bench bench)
    {
        foreach (var (collection, definition) in All)
        {
            await bench.SendAsync(HttpMethod.Post, Path, definition);
            var group = collection[..collection.LastIndexOf("/namespaces/", StringComparison.Ordinal)];
            await Bench.EventuallyAsync(async () => (await bench.SendAsync(HttpMethod.Get, "/apis")).ToJsonString()
                .Contains(group.Split('/')[2], StringComparison.Ordinal));
        }
    }

    private static (string, string) Define(string group, string version, string plural, string kind) => (
        $"/apis/{group}/{version}/namespaces/{Bench.Namespace}/{plural}",
        new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{plural}.{group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = group,
                ["scope"] = "Namespaced",
                ["names"] = new JsonObject { ["kind"] = kind, ["plural"] = plural, ["singular"] = kind.ToLowerInvariant(), ["listKind"] = kind + "List" },
                ["versions"] = new JsonArray(new JsonObject
                {
                    ["name"] = version,
                    ["served"] = true,
                    ["storage"] = true,
                    ["schema"] = JsonNode.Parse("""{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}"""),
                }),
            },
        }.ToJsonString());
}
