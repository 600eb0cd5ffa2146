using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Views;
using Orleans.Concurrency;

namespace Coordinator.Grains;

/// <summary>One version going to a set of environments. Key: <see cref="GrainKeys.Release"/>.</summary>
public interface IReleaseGrain : IGrainWithStringKey
{
    /// <summary>Begins the release, whose registry row and documents are stored. Repeated it does nothing.</summary>
    [AlwaysInterleave]
    Task SubmitAsync(string planDigest, string by);

    /// <summary>Takes an action of a person, once by its id; null, or why it is refused.</summary>
    [AlwaysInterleave]
    Task<string?> ActAsync(ReleaseActionRequest request);

    /// <summary>Takes reports of environments.</summary>
    [AlwaysInterleave]
    Task ReportAsync(ImmutableArray<EnvironmentReport> reports);

    /// <summary>Where the release is; null where it was never submitted.</summary>
    [AlwaysInterleave]
    Task<ReleaseView?> ViewAsync();

    /// <summary>The environments of its plan, in the order of their waves.</summary>
    /// <param name="region">Only those of this region; null = all.</param>
    [AlwaysInterleave]
    Task<ImmutableArray<PlannedEnvironment>> PlannedAsync(string? region);

    /// <summary>Goes on with what is pending.</summary>
    [AlwaysInterleave]
    Task WakeAsync();
}
