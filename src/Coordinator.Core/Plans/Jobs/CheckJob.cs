using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans.Jobs;

/// <summary>The pod that runs a check <c>from: cluster</c>: the coordinator's own image, with no rights, no token and nothing to write
/// to.</summary>
public static class CheckJob
{
    /// <summary>The program in the image, with its verb.</summary>
    public static readonly ImmutableArray<string> Command = ["coordinator", "check"];

    /// <summary>Environment variable with the order.</summary>
    public const string OrderVariable = "COORDINATOR_CHECK";

    /// <summary>Label of these pods, the same for all of them, for network policies.</summary>
    public const string ComponentLabel = "app.kubernetes.io/component";

    /// <summary>Value of <see cref="ComponentLabel"/>.</summary>
    public const string Component = "coordinator-check";

    /// <summary>Name of the container, whatever is put beside it.</summary>
    public const string ContainerName = "check";

    /// <summary>What runs.</summary>
    /// <param name="image">The coordinator's image.</param>
    /// <param name="order">The order, as <see cref="Checks.Clusters.ClusterCheckOrder.Write"/> gives it.</param>
    /// <param name="isLoad">Whether it sends a load, which needs more than a few requests do.</param>
    public static JobSpec Of(string image, string order, bool isLoad) => new()
    {
        PodTemplate = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [ComponentLabel] = Component } },
            ["spec"] = new JsonObject
            {
                ["automountServiceAccountToken"] = false,
                ["enableServiceLinks"] = false,
                ["securityContext"] = new JsonObject
                {
                    ["runAsNonRoot"] = true,
                    ["seccompProfile"] = new JsonObject { ["type"] = "RuntimeDefault" },
                },
                ["containers"] = new JsonArray(Container(image, order, isLoad)),
            },
        },
    };

    private static JsonObject Container(string image, string order, bool isLoad) => new()
    {
        ["name"] = ContainerName,
        ["image"] = image,
        ["command"] = new JsonArray([.. Command.Select(word => (JsonNode)word)]),
        ["env"] = new JsonArray(
            new JsonObject { ["name"] = OrderVariable, ["value"] = order },
            // Otherwise .NET wants to write to /tmp.
            new JsonObject { ["name"] = "DOTNET_EnableDiagnostics", ["value"] = "0" }),
        ["resources"] = isLoad ? Resources("250m", "2", "192Mi", "512Mi") : Resources("50m", "1", "128Mi", "256Mi"),
        ["securityContext"] = new JsonObject
        {
            ["allowPrivilegeEscalation"] = false,
            ["readOnlyRootFilesystem"] = true,
            ["capabilities"] = new JsonObject { ["drop"] = new JsonArray("ALL") },
        },
    };

    private static JsonObject Resources(string cpu, string mostCpu, string memory, string mostMemory) => new()
    {
        ["requests"] = new JsonObject { ["cpu"] = cpu, ["memory"] = memory },
        ["limits"] = new JsonObject { ["cpu"] = mostCpu, ["memory"] = mostMemory },
    };
}
