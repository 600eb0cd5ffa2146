using Coordinator.Core.Checks;

namespace Coordinator.Core.Ports;

/// <summary>How a check ended.</summary>
/// <param name="Result">The result that is kept.</param>
/// <param name="Logs">Last log lines of a Job; null = none.</param>
public sealed record CheckReport(CheckResult Result, string? Logs);
