namespace Coordinator.Core.Analysis;

/// <summary>A measurement that is kept for people.</summary>
/// <param name="At">Instant.</param>
/// <param name="Verdict">Its verdict by itself, before limits on counts.</param>
/// <param name="Value">Value; null where there was none.</param>
public sealed record RetainedMeasurement(DateTimeOffset At, Verdict Verdict, double? Value);
