using System.Collections.Immutable;

namespace Coordinator.Core.Views;

/// <summary>Problem details (RFC 9457) as this API sends them.</summary>
/// <param name="Type"><c>https://coordinator.dev/problems/</c> and the code.</param>
/// <param name="Title">Short, the same for the code.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code, e.g. <c>invalid-input</c>, <c>refused</c>, <c>not-found</c>.</param>
/// <param name="Detail">This occurrence, for people.</param>
/// <param name="Release">The release it is about; null for none.</param>
/// <param name="Environment">The environment it is about; null for none.</param>
/// <param name="Errors">Each bad field; empty for none.</param>
public sealed record ProblemView(
    string Type, string Title, int Status, string Code, string Detail, string? Release, string? Environment,
    ImmutableArray<ProblemError> Errors);
