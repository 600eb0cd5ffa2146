namespace Coordinator.Core.Clusters;

/// <summary>What a person does to a cluster.</summary>
public enum ClusterAction
{
    /// <summary>Lets no environment start there.</summary>
    Cordon,

    /// <summary>Lets environments start there again.</summary>
    Uncordon,

    /// <summary>Takes it out of the registry: later plans don't know it.</summary>
    Remove,
}
