namespace Coordinator.Core.Environments.Colors;

/// <summary>One of the two places of an application in an environment.</summary>
public enum Color
{
    /// <summary>The place of a first install.</summary>
    Blue,

    /// <summary>The other place.</summary>
    Green,
}
