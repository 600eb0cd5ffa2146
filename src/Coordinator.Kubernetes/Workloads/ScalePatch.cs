using System.Text.Json.Nodes;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Changes of a Deployment's replicas.</summary>
internal static class ScalePatch
{
    /// <summary>Annotation: how many replicas a colour had before it was scaled to zero, for a rollback that needs it
    /// again.</summary>
    public const string ReplicasBefore = "coordinator.dev/replicas-before";

    /// <summary>A patch to so many replicas.</summary>
    public static JsonObject To(int replicas) => new() { ["spec"] = new JsonObject { ["replicas"] = replicas } };

    /// <summary>A patch to zero that remembers how many there were.</summary>
    public static JsonObject ToZero(JsonObject live) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["annotations"] = new JsonObject { [ReplicasBefore] = $"{DeploymentState.Replicas(live)}" },
        },
        ["spec"] = new JsonObject { ["replicas"] = 0 },
    };

    /// <summary>As a step.</summary>
    public static ObjectStep Step(JsonObject patch) => new ObjectStep.Merge(patch, FieldManagers.Apply);
}
