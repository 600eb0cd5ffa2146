using System.Collections.Immutable;

namespace Coordinator.Core.Views;

/// <summary>A release with what its started environments measure.</summary>
/// <param name="Release">The release.</param>
/// <param name="Environments">The environments that were started, by key.</param>
public sealed record ReleaseDetail(ReleaseView Release, ImmutableArray<EnvironmentView> Environments);
