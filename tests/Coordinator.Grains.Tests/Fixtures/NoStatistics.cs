using Orleans.Statistics;

namespace Coordinator.Grains.Tests.Fixtures;

/// <summary>Says nothing of the machine. Orleans' own collects all garbage with each silo that starts, of which there are hundreds; the
/// figures are for placing grains on several.</summary>
internal sealed class NoStatistics : IEnvironmentStatisticsProvider
{
    public EnvironmentStatistics GetEnvironmentStatistics() => default;
}
