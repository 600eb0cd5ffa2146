namespace Coordinator.Core.Ports;

/// <summary>How a Job ended.</summary>
/// <param name="Outcome">What the machine decides by.</param>
/// <param name="Message">One or two sentences for people.</param>
/// <param name="Attempts">Pods that ran to an end.</param>
/// <param name="Logs">Last log lines, of the pod that succeeded or of those that failed, with these one's events; null = none.</param>
/// <param name="LastLine">The last line that the coordinator's own program printed, cut where it is too long for a result; null = none, or
/// another program.</param>
public sealed record JobReport(JobOutcome Outcome, string Message, int Attempts, string? Logs, string? LastLine = null);
