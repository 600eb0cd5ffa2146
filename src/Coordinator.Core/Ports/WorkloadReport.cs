using System.Collections.Immutable;

namespace Coordinator.Core.Ports;

/// <summary>What a workload effect left.</summary>
/// <param name="Replicas">Ready replicas of the colour that was worked on; 0 where none was.</param>
/// <param name="Message">What was done, for people.</param>
/// <param name="Logs">Last 50 log lines of one healthy pod after a deployment; null otherwise.</param>
/// <param name="Autoscaled">Whether an autoscaler owns the replicas of one of the Deployments; told by the calls about capacity.</param>
/// <param name="Images">Digests that its pods run, by image as they name it; told by a deployment. What is named by digest
/// already is left out.</param>
public sealed record WorkloadReport(int Replicas, string Message, string? Logs = null, bool Autoscaled = false,
    ImmutableSortedDictionary<string, string>? Images = null);
