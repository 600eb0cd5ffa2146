using Coordinator.Core.Clusters;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Orleans.Concurrency;

namespace Coordinator.Grains;

/// <summary>A cluster's registration, cordon and reachability. Key: <see cref="GrainKeys.Cluster"/>.</summary>
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>Registers the cluster, or replaces its content; done when its registry row says so too.</summary>
    [AlwaysInterleave]
    Task<ClusterRegistration> RegisterAsync(ClusterSpec spec, string by);

    /// <summary>Takes an action of a person, once by its id; null, or why it is refused.</summary>
    [AlwaysInterleave]
    Task<string?> ActAsync(ClusterActionRequested action);

    /// <summary>An environment's calls get through (<paramref name="fault"/> is null), or don't.</summary>
    [AlwaysInterleave]
    Task ReportAsync(string environment, string? fault);

    /// <summary>Brings the registry row up to date, which a crash may have kept from it.</summary>
    [AlwaysInterleave]
    Task WakeAsync();

    /// <summary>What keeps environments from starting there; null for nothing.</summary>
    [AlwaysInterleave]
    Task<Cordon?> CordonAsync();
}
