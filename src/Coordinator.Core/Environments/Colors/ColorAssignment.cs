namespace Coordinator.Core.Environments.Colors;

/// <summary>Which colour serves and which gets the new version.</summary>
/// <param name="Active">The colour that serves; null in a first install.</param>
/// <param name="Preview">The colour that gets the new version.</param>
/// <param name="Adopt">Whether an uncoloured Deployment must be taken over as <paramref name="Active"/> first.</param>
public sealed record ColorAssignment(Color? Active, Color Preview, bool Adopt = false);
