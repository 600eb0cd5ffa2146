namespace Coordinator.Core.Plans.Manifests;

/// <summary>What an object is to the colours; in the order in which they are applied.</summary>
public enum ManifestRole
{
    /// <summary>The namespace.</summary>
    Namespace,

    /// <summary>A ConfigMap or Secret of one colour.</summary>
    ColoredConfig,

    /// <summary>Configuration that both colours use.</summary>
    SharedConfig,

    /// <summary>The Service of one colour.</summary>
    ColoredService,

    /// <summary>The Service whose users are moved, without its selector.</summary>
    TargetService,

    /// <summary>Any other object that both colours use.</summary>
    Shared,

    /// <summary>The PodDisruptionBudget of one colour.</summary>
    ColoredBudget,

    /// <summary>The Deployment of one colour.</summary>
    ColoredWorkload,

    /// <summary>The HorizontalPodAutoscaler of one colour.</summary>
    ColoredScaler,
}
