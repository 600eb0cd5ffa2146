using Coordinator.Core.Environments;

namespace Coordinator.Core.Tests.Environments.Exploration;

/// <summary>Who makes a move.</summary>
internal enum Mover
{
    /// <summary>The cluster answers as hoped, health is good, or time passes.</summary>
    Fortune,

    /// <summary>Something goes wrong.</summary>
    Misfortune,

    /// <summary>A person acts.</summary>
    Person,
}

/// <summary>Something that may happen next.</summary>
internal sealed record Move(Mover By, string Name, EnvironmentEvent Event);
