namespace Coordinator.Kubernetes.Clusters;

/// <summary>The names under which the coordinator writes fields.</summary>
internal static class FieldManagers
{
    /// <summary>Applies manifests and scales colours.</summary>
    public const string Apply = "coordinator";

    /// <summary>Writes the selector of the target Service.</summary>
    public const string Traffic = "coordinator-traffic";

    /// <summary>Whether a manager is one of them.</summary>
    public static bool IsOwn(string manager) => manager is Apply or Traffic;
}
