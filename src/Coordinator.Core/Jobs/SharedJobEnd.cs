using Coordinator.Core.Ports;

namespace Coordinator.Core.Jobs;

/// <summary>How a run of a shared Job ended.</summary>
/// <param name="At">When that was learnt.</param>
/// <param name="Outcome">Unknown where nobody can tell.</param>
/// <param name="Message">For people.</param>
/// <param name="Logs">Last log lines; null = none.</param>
public sealed record SharedJobEnd(DateTimeOffset At, JobOutcome Outcome, string Message, string? Logs = null);
