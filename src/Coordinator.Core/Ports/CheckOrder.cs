using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Ports;

/// <summary>A check to run.</summary>
/// <param name="Stage">Against the preview, or what users reach.</param>
/// <param name="Check">The check.</param>
/// <param name="Color">The new colour.</param>
/// <param name="Deadline">Instant after which it ends as failed.</param>
public sealed record CheckOrder(CheckStage Stage, CheckSpec Check, Color Color, DateTimeOffset Deadline);
