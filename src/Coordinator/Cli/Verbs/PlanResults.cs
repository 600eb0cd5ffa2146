using System.Collections.Immutable;
using Coordinator.Core.Views;

namespace Coordinator.Cli.Verbs;

/// <summary>Result of <c>plan</c>.</summary>
/// <param name="PlannedBy"><c>server</c>, or <c>offline</c> where this process planned from a file of clusters.</param>
/// <param name="Server">Address of the server; null offline.</param>
/// <param name="Plans">A plan for each release, in the order of the files.</param>
internal sealed record PlanResults(string PlannedBy, string? Server, ImmutableArray<PlanView> Plans);
