namespace Coordinator.Kubernetes.Clusters.Access;

/// <summary>What a kubeconfig or registration says can't be used. Every error at once; none quotes a credential.</summary>
internal sealed class AccessSettingsException(IReadOnlyList<string> errors, Exception? inner = null)
    : Exception(string.Join("; ", errors), inner)
{
    /// <summary>The errors.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
