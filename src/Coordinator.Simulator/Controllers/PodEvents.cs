using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Events;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>What scheduler and node tell of a pod.</summary>
internal sealed class PodEvents(Cluster cluster)
{
    public const string DeadlineMessage = "Pod was active on the node longer than the specified deadline";

    public void Scheduled(StoredObject pod, string node) => cluster.Events.Normal(pod, EventSource.Binding, "Scheduled",
        $"Successfully assigned {pod.Namespace}/{pod.Name} to {node}");

    public void Unschedulable(StoredObject pod, string message) =>
        cluster.Events.Warning(pod, EventSource.Scheduling, "FailedScheduling", message);

    public void Started(StoredObject pod)
    {
        Normal(pod, "Pulled", $"Container image \"{Image(pod)}\" already present on machine");
        Normal(pod, "Created", $"Created container: {Container(pod)}");
        Normal(pod, "Started", $"Started container {Container(pod)}");
    }

    public void NotReady(StoredObject pod) => Warning(pod, "Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503");

    public void Crashed(StoredObject pod) =>
        Warning(pod, "BackOff", $"Back-off restarting failed container {Container(pod)} in pod {pod.Name}_{pod.Namespace}({pod.Uid})");

    /// <summary>A container that can't start: its image can't be pulled, or its configuration is missing.</summary>
    public void Held(StoredObject pod, string reason, string message)
    {
        if (reason is not ("ErrImagePull" or "ImagePullBackOff"))
        {
            Warning(pod, "Failed", "Error: " + message);
            return;
        }

        if (reason == "ErrImagePull")
        {
            Normal(pod, "Pulling", $"Pulling image \"{Image(pod)}\"");
            Warning(pod, "Failed", $"Failed to pull image \"{Image(pod)}\": not found");
        }
        else Normal(pod, "BackOff", $"Back-off pulling image \"{Image(pod)}\"");

        Warning(pod, "Failed", "Error: " + reason);
    }

    public void Killing(StoredObject pod) => Normal(pod, "Killing", $"Stopping container {Container(pod)}");

    public void Overdue(StoredObject pod) => Normal(pod, "DeadlineExceeded", DeadlineMessage);

    private static string Container(StoredObject pod) => pod.Json.Objects("spec", "containers").First().Text("name") ?? "";

    private static string Image(StoredObject pod) => pod.Json.Objects("spec", "containers").First().Text("image") ?? "";

    private static string Field(StoredObject pod) => $"spec.containers{{{Container(pod)}}}";

    private static EventSource Node(StoredObject pod) => EventSource.Node(pod.Json.Text("spec", "nodeName") ?? "");

    private void Normal(StoredObject pod, string reason, string message) => cluster.Events.Normal(pod, Node(pod), reason, message, Field(pod));

    private void Warning(StoredObject pod, string reason, string message) => cluster.Events.Warning(pod, Node(pod), reason, message, Field(pod));
}
