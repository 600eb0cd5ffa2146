using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Regions;
using Coordinator.Core.Views;
using Orleans.Concurrency;

namespace Coordinator.Grains;

/// <summary>The environments of a region in one release. Key: <see cref="GrainKeys.Region"/>.</summary>
public interface IRegionGrain : IGrainWithStringKey
{
    /// <summary>Takes directives of the release that are not confirmed yet; none asks for all reports again.</summary>
    [AlwaysInterleave]
    Task DirectAsync(string release, Scope rollbackScope, ImmutableArray<AddressedDirective> directives);

    /// <summary>Takes an environment's report.</summary>
    [AlwaysInterleave]
    Task ReportAsync(EnvironmentReport report);

    /// <summary>Goes on with what is not confirmed.</summary>
    [AlwaysInterleave]
    Task WakeAsync();
}
