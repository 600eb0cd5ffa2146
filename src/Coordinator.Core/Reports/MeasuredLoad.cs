using Coordinator.Core.Checks;
using Coordinator.Core.Checks.Loads;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Reports;

/// <summary>What came of a load check, beside its targets.</summary>
/// <param name="Check">Stage and name, <c>validation/stress</c>.</param>
/// <param name="Targets">What it had to meet.</param>
/// <param name="Found">What came of it.</param>
/// <param name="Outcome">How the check ended.</param>
public sealed record MeasuredLoad(string Check, LoadTargets Targets, LoadSummary Found, CheckOutcome Outcome);
