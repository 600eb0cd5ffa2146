using Coordinator.Core.Plans;

namespace Coordinator.Core.Analysis.Regression;

/// <summary>What an environment has found up to now, as it was asked for it.</summary>
/// <param name="Key">The environment.</param>
/// <param name="Evidence">Its evidence, quiet intervals included.</param>
public sealed record EnvironmentEvidence(EnvironmentKey Key, RegressionEvidence Evidence);
