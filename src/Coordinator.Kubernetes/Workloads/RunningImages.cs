using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// What the tags of a colour's images turned out to be, by what its pods run. An image that is named by digest can't move, and an
/// imageID without a repository's digest (some runtimes tell that of the configuration) can't be compared: both are left out.
/// </summary>
internal sealed class RunningImages(EnvironmentCall call, Color color)
{
    private const string Algorithm = "@sha256:";

    /// <summary>Digest by image, or why there is none: pods of one version that run different images under one tag.</summary>
    public async Task<PortResult<Digests>> ReadAsync(CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var name in call.Plan.Deployments)
        {
            if (await call.FindDeploymentAsync(name, color, cancellationToken) is not { } deployment)
            {
                continue;
            }

            foreach (var pod in (await call.PodsAsync(deployment, cancellationToken)).Where(PodState.IsReady))
            {
                Add(pod, found);
            }
        }

        return found.FirstOrDefault(one => one.Value.Count > 1) is { Key: { } image, Value: { } digests }
            ? new Refusal(RefusalKind.Rejected,
                $"Pods of {color.Label()} run different images under {image}: {string.Join(", ", digests)}. Its tag was moved while they "
                + "started; name the image by digest, or release a tag of its own.")
            : new Digests(found.ToImmutableSortedDictionary(one => one.Key, one => one.Value.Min!, StringComparer.Ordinal));
    }

    private static void Add(JsonObject pod, SortedDictionary<string, SortedSet<string>> found)
    {
        var images = PodTemplates.Containers(pod["spec"] as JsonObject ?? [])
            .GroupBy(one => one.Text("name") ?? "").ToDictionary(group => group.Key, group => group.First().Text("image") ?? "");
        foreach (var status in pod.Objects("status", "containerStatuses").Concat(pod.Objects("status", "initContainerStatuses")))
        {
            var image = images.GetValueOrDefault(status.Text("name") ?? "") ?? "";
            var id = status.Text("imageID") ?? "";
            var at = id.IndexOf(Algorithm, StringComparison.Ordinal);
            if (at < 0 || image.Length is 0 || image.Contains(Algorithm, StringComparison.Ordinal))
            {
                continue;
            }

            if (!found.TryGetValue(image, out var digests))
            {
                found.Add(image, digests = new SortedSet<string>(StringComparer.Ordinal));
            }

            digests.Add(id[(at + 1)..]);
        }
    }

    /// <summary>Digest by image.</summary>
    internal sealed record Digests(ImmutableSortedDictionary<string, string> ByImage);
}
