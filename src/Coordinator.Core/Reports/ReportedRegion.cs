using System.Collections.Immutable;

namespace Coordinator.Core.Reports;

/// <summary>The environments of a region together.</summary>
/// <param name="Name">The region.</param>
/// <param name="Phases">Number of its environments by phase.</param>
/// <param name="Checks">How their checks ended.</param>
/// <param name="Criteria">Their table of success criteria.</param>
public sealed record ReportedRegion(
    string Name, ImmutableSortedDictionary<string, int> Phases, CheckCounts Checks, ImmutableArray<Criterion> Criteria);
