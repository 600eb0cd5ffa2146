namespace Coordinator.Core.Analysis;

/// <summary>Judgement of health.</summary>
public enum Verdict
{
    /// <summary>Nothing that counts could be measured (yet).</summary>
    NoData,

    /// <summary>Within the limits.</summary>
    Healthy,

    /// <summary>Measured, but not to be judged.</summary>
    Inconclusive,

    /// <summary>Beyond a limit.</summary>
    Unhealthy,
}
