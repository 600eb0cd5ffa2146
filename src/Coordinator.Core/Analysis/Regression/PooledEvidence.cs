namespace Coordinator.Core.Analysis.Regression;

/// <summary>The evidence of a pool in one number.</summary>
/// <param name="Metric">The metric that speaks loudest against the new colour.</param>
/// <param name="LogEValue">Natural logarithm of the e-value over all metrics.</param>
/// <param name="FalseAlarm">Chance of a false alarm that the pool may take.</param>
public sealed record PooledEvidence(string Metric, double LogEValue, double FalseAlarm)
{
    /// <summary>E-value that stops a release.</summary>
    public double Limit => 1 / FalseAlarm;

    /// <summary>Whether it is enough to stop the release.</summary>
    public bool IsRegression => EvidencePool.IsRegression(LogEValue, FalseAlarm);
}
