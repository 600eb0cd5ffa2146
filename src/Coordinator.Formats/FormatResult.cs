using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Formats;

/// <summary>What a text holds. With any error, neither releases nor clusters: nothing is taken by halves.</summary>
/// <param name="Releases">The Release documents, in the order of the text.</param>
/// <param name="Clusters">The Cluster documents, in the order of the text.</param>
/// <param name="Errors">All that is wrong, in the order of the text.</param>
public sealed record FormatResult(
    ImmutableArray<ReleaseSpec> Releases, ImmutableArray<ClusterSpec> Clusters, ImmutableArray<FormatError> Errors)
{
    /// <summary>Whether the text can be used.</summary>
    public bool IsValid => Errors.IsEmpty;
}
