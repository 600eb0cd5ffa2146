namespace Coordinator.Core.Plans;

/// <summary>Why a release can't be planned.</summary>
/// <param name="Code">Stable code, e.g. <c>unknown-cluster</c>.</param>
/// <param name="Path">Path of the field, e.g. <c>spec.waves[1].clusters</c>.</param>
/// <param name="Message">For people: what was found, what is possible.</param>
public sealed record PlanError(string Code, string Path, string Message);
