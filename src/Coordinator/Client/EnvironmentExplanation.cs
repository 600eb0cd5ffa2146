using Coordinator.Core.Environments;
using Coordinator.Core.Plans;

namespace Coordinator.Client;

/// <summary>Why an environment is where it is and what it waits for.</summary>
internal sealed record EnvironmentExplanation(EnvironmentKey Key, EnvironmentPhase Phase, string Sentence);
