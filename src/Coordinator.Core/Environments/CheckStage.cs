namespace Coordinator.Core.Environments;

/// <summary>When checks run.</summary>
public enum CheckStage
{
    /// <summary>Against the preview colour.</summary>
    Preview,

    /// <summary>Against what users reach.</summary>
    Validation,

    /// <summary>Before a wave starts, against what users reach in its first environment.</summary>
    Gate,
}
