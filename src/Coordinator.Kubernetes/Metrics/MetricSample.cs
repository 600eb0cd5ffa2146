using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>One sample of a colour: what its sources share, and their limit.</summary>
/// <param name="Api">The cluster.</param>
/// <param name="Plan">The environment.</param>
/// <param name="Color">The colour.</param>
/// <param name="Limit">Wall time for all of it.</param>
/// <param name="Late">Ends what is still read at the limit, and when nobody waits any more.</param>
/// <param name="Ended">Ends everything: nobody waits any more.</param>
internal sealed record MetricSample(
    ClusterApi Api, EnvironmentPlan Plan, Color Color, TimeSpan Limit, CancellationToken Late, CancellationToken Ended)
{
    private readonly Lazy<Task<ImmutableArray<JsonObject>>> pods = new(() => ColorPods.ListAsync(Plan, Color, Api, Late));

    /// <summary>For people: that a source did not answer before the limit.</summary>
    public string LateText => FormattableString.Invariant($"no answer within the {Limit.TotalSeconds:0.###} s of a sample");

    /// <summary>The colour's pods that are not ending; listed once.</summary>
    public Task<ImmutableArray<JsonObject>> PodsAsync() => pods.Value;
}
