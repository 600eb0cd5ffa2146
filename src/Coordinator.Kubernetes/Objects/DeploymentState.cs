using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Objects;

/// <summary>What a Deployment's spec and status say.</summary>
internal static class DeploymentState
{
    private const long DefaultGraceSeconds = 30;

    /// <summary>A day: what says more means "for ever", and nobody waits that long for a colour to go.</summary>
    private const long LongestGraceSeconds = 86_400;

    /// <summary>Wanted replicas.</summary>
    public static int Replicas(JsonObject? deployment) =>
        (int)(deployment.Whole("spec", "replicas") ?? (deployment is null ? 0 : 1));

    /// <summary>How long its pods go on after they were told to end; zero where there is none.</summary>
    public static TimeSpan GracePeriod(JsonObject? deployment) => deployment is null || Replicas(deployment) is 0
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds(Math.Clamp(
            deployment.Whole("spec", "template", "spec", "terminationGracePeriodSeconds") ?? DefaultGraceSeconds, 0, LongestGraceSeconds));

    /// <summary>Ready replicas.</summary>
    public static int Ready(JsonObject? deployment) => (int)(deployment.Whole("status", "readyReplicas") ?? 0);

    /// <summary>
    /// Whether every wanted replica is of the newest template, ready and available, and none of an older one is left. The
    /// generation comes first: right after a change the status still tells of the one before (available, complete).
    /// </summary>
    public static bool IsComplete(JsonObject deployment)
    {
        var wanted = Replicas(deployment);
        return IsObserved(deployment)
            && Count("updatedReplicas") == wanted
            && Count("replicas") == wanted
            && Count("readyReplicas") == wanted
            && Count("availableReplicas") == wanted;

        long Count(string name) => deployment.Whole("status", name) ?? 0;
    }

    /// <summary>Whether it has so many ready replicas as Kubernetes takes for available, judged on its newest
    /// generation.</summary>
    public static bool IsAvailable(JsonObject deployment) =>
        IsObserved(deployment) && Ready(deployment) > 0 && Replicas(deployment) > 0
        && Condition(deployment, "Available").Text("status") is "True";

    /// <summary>One line for people.</summary>
    public static string Describe(JsonObject deployment) =>
        $"{deployment.Name()}: {Ready(deployment)} of {Replicas(deployment)} ready, "
        + $"{deployment.Whole("status", "updatedReplicas") ?? 0} updated"
        + (Condition(deployment, "ReplicaFailure") is { } failure ? $" ({failure.Text("message")})" : "");

    private static JsonObject? Condition(JsonObject deployment, string type) =>
        deployment.Objects("status", "conditions").FirstOrDefault(one => one.Text("type") == type);

    /// <summary>Whether its status is about its newest generation.</summary>
    public static bool IsObserved(JsonObject deployment) =>
        (deployment.Whole("status", "observedGeneration") ?? 0) >= (deployment.Whole("metadata", "generation") ?? 0);
}
