using Coordinator.Core.Plans;

namespace Coordinator.Core.Analysis.Controls;

/// <summary>A measurement of an untouched environment.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Measured">The measurement.</param>
/// <param name="WasHealthy">Whether an earlier one in this release was within the limits: one that is always bad tells nothing.</param>
/// <param name="BadSince">Since when it is beyond the limit; null where it is not.</param>
public sealed record ControlMeasurement(EnvironmentKey Key, Measurement Measured, bool WasHealthy, DateTimeOffset? BadSince);
