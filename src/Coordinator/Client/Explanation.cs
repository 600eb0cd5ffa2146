using System.Collections.Immutable;
using Coordinator.Core.Releases;

namespace Coordinator.Client;

/// <summary>Why a release is where it is and what it waits for.</summary>
internal sealed record Explanation(
    string Release, ReleasePhase Phase, string Sentence, ImmutableArray<EnvironmentExplanation> Environments);
