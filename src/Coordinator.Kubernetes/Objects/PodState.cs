using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Objects;

/// <summary>What a pod's status says.</summary>
internal static class PodState
{
    private const int RestartsOfACrashLoop = 2;

    /// <summary>Whether it serves: Ready, and not on its way out.</summary>
    public static bool IsReady(JsonObject pod) => !IsEnding(pod) && Condition(pod, "Ready") is "True";

    /// <summary>Whether it is ending or has ended.</summary>
    public static bool IsEnding(JsonObject pod) =>
        pod.Text("metadata", "deletionTimestamp") is not null || pod.Text("status", "phase") is "Succeeded" or "Failed";

    /// <summary>Why it can't become ready without a change, or null: images that can't be pulled, containers that crash in a
    /// loop.</summary>
    public static string? Defect(JsonObject pod)
    {
        foreach (var status in ContainerStatuses(pod))
        {
            var reason = status.Text("state", "waiting", "reason");
            var hopeless = reason switch
            {
                "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" or "CreateContainerConfigError" => true,
                "CrashLoopBackOff" => status.Whole("restartCount") >= RestartsOfACrashLoop,
                _ => false,
            };
            if (hopeless)
            {
                var exit = status.Whole("lastState", "terminated", "exitCode") is { } code ? $", last exit code {code}" : "";
                return $"pod {pod.Name()}: container {status.Text("name")} {reason}{exit}";
            }
        }

        return null;
    }

    /// <summary>Containers that crashed at least once: their previous log tells why.</summary>
    public static IEnumerable<(string Name, bool Restarted)> ContainerStates(JsonObject pod) =>
        ContainerStatuses(pod).Select(status => (
            status.Text("name") ?? "",
            status.Whole("restartCount") > 0 && status.At("state", "running") is null));

    private static IEnumerable<JsonObject> ContainerStatuses(JsonObject pod) =>
        pod.Objects("status", "initContainerStatuses").Concat(pod.Objects("status", "containerStatuses"));

    private static string? Condition(JsonObject pod, string type) =>
        pod.Objects("status", "conditions").FirstOrDefault(one => one.Text("type") == type).Text("status");
}
