using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Ports;

/// <summary>Where users go.</summary>
/// <param name="From">The colour they leave; null in a first install.</param>
/// <param name="To">The colour they go to; null: none.</param>
/// <param name="WeightPercent">Weight of <paramref name="To"/>, 1 to 100.</param>
/// <param name="Deadline">Instant after which waiting for read-back and EndpointSlices ends; ignored by a restore.</param>
public sealed record TrafficOrder(Color? From, Color? To, int WeightPercent, DateTimeOffset Deadline);
