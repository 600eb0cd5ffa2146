namespace Coordinator.Simulator.Traffic;

/// <summary>A Service that a rule leads users to.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Service">Its name.</param>
/// <param name="Weight">Its part of the sum of the rule's weights; 0 or more.</param>
internal sealed record UserBackend(string Namespace, string Service, long Weight);
