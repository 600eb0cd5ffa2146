namespace Coordinator.Core.Ports;

/// <summary>One check of Preflight.</summary>
/// <param name="Code">Stable, e.g. <c>secret-missing</c>, <c>permission</c>, <c>nodes</c>, <c>capacity</c>.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Message">What was found against what was expected.</param>
/// <param name="IsWarning">Whether it holds and people should know all the same; it goes into the journal.</param>
public sealed record PreflightFinding(string Code, bool Passed, string Message, bool IsWarning = false);
