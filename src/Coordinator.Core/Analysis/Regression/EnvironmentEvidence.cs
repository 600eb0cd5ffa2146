using Coordinator.Core.Plans;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>What an environment has found up to now, as it was asked for it.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Evidence">Its evidence, quiet intervals included; null where it belongs to another release by now.</param>
public sealed record EnvironmentEvidence(EnvironmentKey Key, RegressionEvidence? Evidence);
