using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>A colour's Deployments and their pods, as they were at one moment.</summary>
internal sealed record RolloutView(ImmutableArray<JsonObject> Deployments, ImmutableArray<JsonObject> Pods)
{
    /// <summary>Of what was watched: the Deployments first, then the pods of each, in the same order.</summary>
    public static RolloutView Of(ImmutableArray<ImmutableArray<JsonObject>> seen)
    {
        var deployments = seen[..(seen.Length / 2)].SelectMany(one => one).ToImmutableArray();
        return new RolloutView(deployments,
            [.. seen[(seen.Length / 2)..].SelectMany(pods => pods).Where(pod => deployments.Any(one => IsOfTemplate(pod, one)))]);
    }

    /// <summary>Why waiting makes no sense, or null.</summary>
    public Refusal? Judge(EnvironmentCall call, Color color)
    {
        foreach (var name in call.Plan.Deployments.Select(name => ManifestColoring.NameOf(name, color)))
        {
            if (Deployments.FirstOrDefault(one => one.Name() == name) is not { } deployment)
            {
                return new Refusal(RefusalKind.Missing, $"Deployment/{name} is gone.");
            }

            deployment["kind"] ??= "Deployment";
            if (call.Fence.Judge(deployment) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>Whether the rollout is complete, judged on nothing older than what was written.</summary>
    public bool IsComplete(EnvironmentCall call) => Deployments.All(one =>
        DeploymentState.IsComplete(one) && !call.Writer.IsOutdated(ResourceKind.Deployments, one));

    /// <summary>What stands in the way.</summary>
    public ImmutableArray<Trouble> Troubles() =>
    [
        .. Deployments.Where(DeploymentState.IsObserved).SelectMany(Trouble.OfDeployment),
        .. Failing.SelectMany(Trouble.OfPod),
    ];

    /// <summary>Pods that do not serve and are not on their way out.</summary>
    public IEnumerable<JsonObject> Failing =>
        Pods.Where(pod => !PodState.IsReady(pod) && pod.Text("metadata", "deletionTimestamp") is null);

    /// <summary>One line for people.</summary>
    public string Describe() => string.Join("; ", Deployments.Select(DeploymentState.Describe));

    /// <summary>Pods of a template before this one crash on while they are replaced: they say nothing about it.</summary>
    private static bool IsOfTemplate(JsonObject pod, JsonObject deployment) =>
        Selectors.Matches(pod.Texts("metadata", "labels"), deployment.Texts("spec", "template", "metadata", "labels"));
}
