namespace Coordinator.Core.Plans.Specs;

/// <summary>A context of a kubeconfig file. Never its content.</summary>
/// <param name="Path">Relative paths lie in the server's configured kubeconfig folder.</param>
/// <param name="Context">Context; null = the current one.</param>
public sealed record KubeconfigRef(string Path, string? Context);
