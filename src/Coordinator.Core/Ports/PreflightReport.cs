using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Ports;

/// <summary>What Preflight found.</summary>
/// <param name="KubernetesVersion">e.g. <c>v1.36.2</c>.</param>
/// <param name="Findings">Every check, passed or not.</param>
/// <param name="Colors">What was read about the colours.</param>
public sealed record PreflightReport(
    string KubernetesVersion, ImmutableArray<PreflightFinding> Findings, ColorObservation Colors);
