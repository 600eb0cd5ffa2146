using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Ports;

/// <summary>Reads raw numbers; Core computes rates, quantiles and verdicts from them.</summary>
public interface IMetricSource
{
    /// <summary>
    /// One reading for each metric, in order; a source that fails gives a <see cref="FaultReading"/>, never an exception. Metrics
    /// with the same scrape share one request per pod.
    /// </summary>
    /// <exception cref="ClusterAccessException">There is no way to the cluster.</exception>
    Task<ImmutableArray<MetricReading>> SampleAsync(
        EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> metrics, CancellationToken cancellationToken);
}
