using Coordinator.Core.Applications;
using Orleans.Concurrency;

namespace Coordinator.Grains;

/// <summary>What holds across the releases of an application. Key: <see cref="GrainKeys.Application"/>.</summary>
public interface IApplicationGrain : IGrainWithStringKey
{
    /// <summary>Queues the release where it is not yet, takes its picture and answers with permits.</summary>
    [AlwaysInterleave]
    Task<PermitAnswer> RequestAsync(PermitsRequested request, bool supersede);

    /// <summary>A release is over. Told again with each change until nothing of it is exposed any more.</summary>
    [AlwaysInterleave]
    Task LeaveAsync(ReleaseLeft left);
}
