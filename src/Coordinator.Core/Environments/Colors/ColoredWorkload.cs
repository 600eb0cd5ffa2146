namespace Coordinator.Core.Environments.Colors;

/// <summary>A coloured Deployment as it was read.</summary>
/// <param name="Deployment">Its name.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Replicas">Wanted replicas.</param>
/// <param name="Ready">Ready replicas.</param>
/// <param name="Version">Value of the label <c>app.kubernetes.io/version</c>; null where it is absent.</param>
/// <param name="Owner">Value of the annotation <c>coordinator.dev/owner</c>; null where it is absent.</param>
/// <param name="Release">Value of the label <c>coordinator.dev/release</c>; null where it is absent.</param>
public sealed record ColoredWorkload(
    string Deployment, Color Color, int Replicas, int Ready, string? Version, string? Owner, string? Release = null);
