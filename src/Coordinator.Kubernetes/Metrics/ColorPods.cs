using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>The pods of a colour's Deployments that users reach.</summary>
internal static class ColorPods
{
    /// <summary>All that are not ending, each once, by name.</summary>
    public static async Task<ImmutableArray<JsonObject>> ListAsync(
        EnvironmentPlan plan, Color color, ClusterApi api, CancellationToken cancellationToken)
    {
        var pods = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var name in plan.ServingDeployments())
        {
            var deployment = await api.FindAsync(ResourceKind.Deployments, ManifestColoring.NameOf(name, color),
                cancellationToken);
            if (deployment is null)
            {
                continue;
            }

            var selector = Selectors.Query(deployment.Texts("spec", "selector", "matchLabels"));
            foreach (var pod in await api.ListAsync(ResourceKind.Pods, selector, cancellationToken))
            {
                if (!PodState.IsEnding(pod))
                {
                    pods[pod.Name()] = pod;
                }
            }
        }

        return [.. pods.Values];
    }
}
