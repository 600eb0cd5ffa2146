using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Ports;

/// <summary>Which colours an effect is about.</summary>
/// <param name="Active">The colour that serves, or served before the release; null in a first install.</param>
/// <param name="Preview">The colour that is worked on.</param>
/// <param name="Deadline">Instant (of the injected clock) after which waiting ends with <see cref="RefusalKind.DeadlineExceeded"/>.</param>
/// <param name="WeightPercent">Weight below 100 that the preview is to get next, for which its replicas must suffice; null =
/// 100.</param>
public sealed record ColorOrder(Color? Active, Color Preview, DateTimeOffset Deadline, int? WeightPercent = null);
