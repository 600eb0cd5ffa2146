using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>One sample of a colour: what its sources share, and their limit.</summary>
/// <param name="api">The cluster.</param>
/// <param name="plan">The environment.</param>
/// <param name="color">The colour.</param>
/// <param name="limit">Wall time for all of it.</param>
/// <param name="late">Ends what is still read at the limit, and when nobody waits any more.</param>
/// <param name="ended">Whether nobody waits any more.</param>
internal sealed class MetricSample(
    ClusterApi api, EnvironmentPlan plan, Color color, TimeSpan limit, CancellationToken late, CancellationToken ended)
{
    private readonly Lazy<Task<ImmutableArray<JsonObject>>> pods = new(() => ColorPods.ListAsync(plan, color, api, late));

    /// <summary>The cluster.</summary>
    public ClusterApi Api => api;

    /// <summary>The environment.</summary>
    public EnvironmentPlan Plan => plan;

    /// <summary>The colour.</summary>
    public Color Color => color;

    /// <summary>Ends what is still read at the limit, and when nobody waits any more.</summary>
    public CancellationToken Late => late;

    /// <summary>Ends everything: nobody waits any more.</summary>
    public CancellationToken Ended => ended;

    /// <summary>For people: that a source did not answer before the limit.</summary>
    public string LateText => FormattableString.Invariant($"no answer within the {limit.TotalSeconds:0.###} s of a sample");

    /// <summary>The colour's pods that are not ending; listed once.</summary>
    public Task<ImmutableArray<JsonObject>> PodsAsync() => pods.Value;
}
