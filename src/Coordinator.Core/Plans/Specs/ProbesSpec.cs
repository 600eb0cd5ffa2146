namespace Coordinator.Core.Plans.Specs;

/// <summary>How the preview and what users reach are probed; null = through the API server's service proxy.</summary>
public sealed record ProbesSpec
{
    /// <summary>The preview colour.</summary>
    public ProbeTargetSpec? Preview { get; init; }

    /// <summary>What users reach.</summary>
    public ProbeTargetSpec? Active { get; init; }
}
