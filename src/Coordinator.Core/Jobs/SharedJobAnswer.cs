using Coordinator.Core.Ports;

namespace Coordinator.Core.Jobs;

/// <summary>What an environment that waits is told.</summary>
/// <param name="Job">Name of the Job.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Logs">Last log lines, for the environment whose cluster ran it; null for the others.</param>
public sealed record SharedJobAnswer(string Job, JobOutcome Outcome, string? Logs = null);
