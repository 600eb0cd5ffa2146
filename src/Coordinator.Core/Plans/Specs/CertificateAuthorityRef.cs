namespace Coordinator.Core.Plans.Specs;

/// <summary>Certificate authorities, as PEM. Exactly one of the two is set.</summary>
/// <param name="Path">A file; relative paths lie in the server's configured kubeconfig folder. Read again when it changes.</param>
/// <param name="Pem">The certificates themselves.</param>
public sealed record CertificateAuthorityRef(string? Path, string? Pem);
