using System.Collections.Immutable;
using Coordinator.Core.Checks;

namespace Coordinator.Core.Reports;

/// <summary>The checks of a gate, as a report shows them.</summary>
/// <param name="Wave">The wave behind the gate.</param>
/// <param name="Checks">Results, in the order in which they ended.</param>
/// <param name="NotRun">Checks that did not run, or have not ended.</param>
public sealed record ReportedGate(string Wave, ImmutableArray<CheckResult> Checks, int NotRun);
