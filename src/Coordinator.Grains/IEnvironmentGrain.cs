using System.Collections.Immutable;
using Coordinator.Core.Environments;
using Coordinator.Core.Reports;
using Coordinator.Core.Views;
using Orleans.Concurrency;

namespace Coordinator.Grains;

/// <summary>One application in one namespace of one cluster. Key: <see cref="GrainKeys.Of"/>.</summary>
public interface IEnvironmentGrain : IGrainWithStringKey
{
    /// <summary>Takes commands of a release, each once by its id, and tells where the environment is afterwards.</summary>
    [AlwaysInterleave]
    Task<EnvironmentReport> CommandAsync(string release, ImmutableArray<EnvironmentDirective> directives);

    /// <summary>Where the environment is.</summary>
    [AlwaysInterleave]
    Task<EnvironmentReport> ReportAsync();

    /// <summary>Where the environment is, with its measurements.</summary>
    [AlwaysInterleave]
    Task<EnvironmentView> ViewAsync();

    /// <summary>What became of the release that owns the environment; null before the first. What became of earlier ones is in the
    /// registry.</summary>
    [AlwaysInterleave]
    Task<EnvironmentOutcome?> OutcomeAsync();

    /// <summary>Goes on with what is pending or due.</summary>
    [AlwaysInterleave]
    Task WakeAsync();
}
