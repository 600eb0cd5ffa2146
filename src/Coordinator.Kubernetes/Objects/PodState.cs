using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Objects;

/// <summary>What a pod's status says.</summary>
internal static class PodState
{
    /// <summary>Whether it serves: Ready, and not on its way out.</summary>
    public static bool IsReady(JsonObject pod) => !IsEnding(pod) && Condition(pod, "Ready") is "True";

    /// <summary>Whether it is ending or has ended.</summary>
    public static bool IsEnding(JsonObject pod) =>
        pod.Text("metadata", "deletionTimestamp") is not null || pod.Text("status", "phase") is "Succeeded" or "Failed";

    /// <summary>Status of each container, those that initialise the pod first.</summary>
    public static IEnumerable<JsonObject> ContainerStatuses(JsonObject pod) =>
        pod.Objects("status", "initContainerStatuses").Concat(pod.Objects("status", "containerStatuses"));

    private static string? Condition(JsonObject pod, string type) =>
        pod.Objects("status", "conditions").FirstOrDefault(one => one.Text("type") == type).Text("status");
}
