using Coordinator.Core.Plans;

namespace Coordinator.Core.Analysis.Controls;

/// <summary>An environment that the release has not touched: it is measured beside another, to tell what is not the release's doing.</summary>
/// <param name="Key">The environment.</param>
/// <param name="PlanDigest">Digest of its plan, which says how it is measured.</param>
public sealed record ControlRef(EnvironmentKey Key, string PlanDigest);
