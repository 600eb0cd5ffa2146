namespace Coordinator.Simulator.Workloads;

/// <summary>A line that a container printed, and when, in simulated time.</summary>
internal readonly record struct LogLine(DateTimeOffset At, string Text);
