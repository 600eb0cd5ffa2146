using System.Collections.Immutable;
using Coordinator.Core.Views;

namespace Coordinator.Cli.Verbs;

/// <summary>Result of <c>apply</c>.</summary>
/// <param name="Clusters">What became of each cluster.</param>
/// <param name="Releases">Each release; at its end with <c>--wait</c>, else as it was submitted.</param>
internal sealed record ApplyResult(ImmutableArray<ClusterRegistration> Clusters, ImmutableArray<ReleaseView> Releases);
