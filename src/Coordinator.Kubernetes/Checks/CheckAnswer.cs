using Coordinator.Core.Checks.Loads;

namespace Coordinator.Kubernetes.Checks;

/// <summary>What one attempt of a check came to.</summary>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Details">What was found against what was expected.</param>
/// <param name="IsFinal">Whether another attempt would find the same.</param>
/// <param name="Load">Figures of a load; null with other kinds.</param>
/// <param name="IsOwnFault">Whether it does not hold because of the coordinator or the API server: it says nothing about what was asked.</param>
internal sealed record CheckAnswer(
    bool Passed, string Details, bool IsFinal = false, LoadSummary? Load = null, bool IsOwnFault = false);
