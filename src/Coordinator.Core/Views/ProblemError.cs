namespace Coordinator.Core.Views;

/// <summary>One bad field.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Path">Path of the field, e.g. <c>spec.waves[1].clusters</c>.</param>
/// <param name="Source">File; null where it is unknown.</param>
/// <param name="Line">Line in the source, from 1; 0 where it is unknown.</param>
/// <param name="Message">What is wrong, what is possible.</param>
public sealed record ProblemError(string Code, string Path, string? Source, int Line, string Message);
