using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Why a rollout does not get on.</summary>
/// <param name="Subject">The pod or Deployment.</param>
/// <param name="Reason">The cluster's word for it, e.g. <c>ImagePullBackOff</c>.</param>
/// <param name="Detail">One sentence for people.</param>
/// <param name="GivesUpAfter">How long it may last before waiting ends; null = to the rollout's own limit.</param>
internal sealed record Trouble(string Subject, string Reason, string Detail, TimeSpan? GivesUpAfter)
{
    private const int RestartsOfACrashLoop = 3;

    /// <summary>A registry, a Secret or a dependency that is late may still come; nobody is on the preview meanwhile.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Right after a change the status may still carry the judgement of the rollout before.</summary>
    private static readonly TimeSpan Confirmation = TimeSpan.FromSeconds(10);

    /// <summary>What a Deployment's conditions tell: the cluster gave up, or refuses its pods.</summary>
    public static IEnumerable<Trouble> OfDeployment(JsonObject deployment)
    {
        var subject = $"Deployment/{deployment.Name()}";
        foreach (var condition in deployment.Objects("status", "conditions"))
        {
            var (reason, detail) = (condition.Text("reason") ?? "", $"{subject}: {condition.Text("message")}");
            if (condition.Text("type") is "Progressing" && condition.Text("status") is "False"
                && reason is "ProgressDeadlineExceeded")
            {
                yield return new Trouble(subject, reason, $"{subject}: {reason}: {condition.Text("message")}", Confirmation);
            }
            else if (condition.Text("type") is "ReplicaFailure" && condition.Text("status") is "True")
            {
                // A quota is raised, or old pods make room: it waits.
                yield return new Trouble(subject, reason, detail, null);
            }
        }
    }

    /// <summary>What a pod's conditions and containers tell.</summary>
    public static IEnumerable<Trouble> OfPod(JsonObject pod)
    {
        if (pod.Objects("status", "conditions").FirstOrDefault(one =>
            one.Text("type") is "PodScheduled" && one.Text("status") is "False" && one.Text("reason") is "Unschedulable") is { } place)
        {
            yield return new Trouble(
                pod.Name(), "Unschedulable", $"pod {pod.Name()} can't be scheduled: {place.Text("message")}", null);
        }

        foreach (var status in PodState.ContainerStatuses(pod))
        {
            if (OfContainer(pod, status) is { } trouble)
            {
                yield return trouble;
            }
        }
    }

    private static Trouble? OfContainer(JsonObject pod, JsonObject status)
    {
        if (status.Text("state", "waiting", "reason") is not { } reason)
        {
            return null;
        }

        var detail = $"pod {pod.Name()}: container {status.Text("name")} {reason}{Last(status)}"
            + (status.Text("state", "waiting", "message") is { Length: > 0 } message ? $": {message}" : "");
        return reason switch
        {
            "InvalidImageName" or "ErrImageNeverPull" => new Trouble(pod.Name(), reason, detail, TimeSpan.Zero),
            "ErrImagePull" or "ImagePullBackOff" => new Trouble(pod.Name(), "ImagePull", detail, Patience),
            "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError"
                => new Trouble(pod.Name(), reason, detail, Patience),
            "CrashLoopBackOff" => new Trouble(
                pod.Name(), reason, detail, status.Whole("restartCount") >= RestartsOfACrashLoop ? TimeSpan.Zero : null),
            _ => null,
        };
    }

    private static string Last(JsonObject status)
    {
        var ended = status.At("lastState", "terminated");
        return ended.Whole("exitCode") is not { } code ? ""
            : ended.Text("reason") is "OOMKilled" ? $", last killed out of memory (OOMKilled, exit code {code})"
            : $", last exit code {code}";
    }
}
