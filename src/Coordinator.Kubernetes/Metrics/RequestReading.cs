using System.Collections.Immutable;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Requests that the pods of a colour have answered so far.</summary>
/// <param name="IsOff">Whether the colour has no pod left, or nothing wants one.</param>
/// <param name="Pods">Each ready pod; empty where there is no metric to read.</param>
/// <param name="Fault">Why a pod could not be read; null where all were.</param>
internal sealed record RequestReading(bool IsOff, ImmutableSortedDictionary<string, PodRequests> Pods, string? Fault = null)
{
    /// <summary>Whether anything was asked since an earlier reading, or nobody knows.</summary>
    public bool HasMovedSince(RequestReading earlier) =>
        Fault is not null || earlier.Fault is not null || Pods.Any(pair =>
            !earlier.Pods.TryGetValue(pair.Key, out var before) || pair.Value.Users != before.Users
                || pair.Value.Probed != before.Probed);

    /// <summary>
    /// Whether anyone asked for something since an earlier reading. What the kubelet's own probes can account for in that time
    /// is no user: it asks as long as the pod lives.
    /// </summary>
    public bool IsBusySince(RequestReading earlier, TimeSpan elapsed) =>
        Fault is not null || earlier.Fault is not null || Pods.Any(pair =>
            !earlier.Pods.TryGetValue(pair.Key, out var before) || pair.Value.IsBusySince(before, elapsed));

    /// <summary>For people.</summary>
    public string Describe() =>
        Fault ?? string.Join(", ", Pods.Select(pair => $"{pair.Key}: {pair.Value.Users + pair.Value.Probed} requests"));
}
