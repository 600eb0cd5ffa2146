namespace Coordinator.Core.Ports;

/// <summary>A Job that a cluster has.</summary>
/// <param name="Turn">Number of its run.</param>
/// <param name="Outcome">How it ended; null while it runs.</param>
public sealed record JobTrace(long Turn, JobOutcome? Outcome);
