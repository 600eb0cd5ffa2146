using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>A wave and the clusters that it takes.</summary>
public sealed record AssignedWave(WaveSpec Spec, ImmutableArray<ClusterSpec> Clusters);
