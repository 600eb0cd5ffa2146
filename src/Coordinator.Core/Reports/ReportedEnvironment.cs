using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Core.Reports;

/// <summary>An environment of a report.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Region">Its region.</param>
/// <param name="Wave">Its wave.</param>
/// <param name="Phase">Where it is, seen from the release.</param>
/// <param name="Checks">How its checks ended.</param>
/// <param name="Criteria">Its table of success criteria; empty without an outcome.</param>
/// <param name="Outcome">Its checks and metrics; null where it was never started, or does not answer now.</param>
/// <param name="IsUnknown">Whether it was started and does not answer now: the report is incomplete.</param>
public sealed record ReportedEnvironment(
    EnvironmentKey Key, string Region, string Wave, EnvironmentPhase Phase, CheckCounts Checks, ImmutableArray<Criterion> Criteria,
    EnvironmentOutcome? Outcome, bool IsUnknown);
