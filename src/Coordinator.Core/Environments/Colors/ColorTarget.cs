namespace Coordinator.Core.Environments.Colors;

/// <summary>What a colour decision is about.</summary>
/// <param name="Namespace">Namespace of the environment.</param>
/// <param name="Service">Name of the target Service.</param>
/// <param name="ColorLabel">Label that carries the colour.</param>
/// <param name="Owner">Owner as this environment's writes carry it.</param>
/// <param name="Adopt">Whether a running Deployment without a colour is taken over.</param>
public sealed record ColorTarget(string Namespace, string Service, string ColorLabel, string Owner, bool Adopt);
