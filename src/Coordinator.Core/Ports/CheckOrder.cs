using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Ports;

/// <summary>A check to run.</summary>
/// <param name="Stage">Against the preview, or what users reach; at a gate before the wave.</param>
/// <param name="Check">The check.</param>
/// <param name="Color">The new colour; null at a gate, where none is chosen yet.</param>
/// <param name="Deadline">Instant after which it ends as failed.</param>
/// <param name="IsAgain">Whether an earlier run with the same turn may have begun and was cut off.</param>
public sealed record CheckOrder(
    CheckStage Stage, CheckSpec Check, Color? Color, DateTimeOffset Deadline, bool IsAgain = false);
