namespace Coordinator.Core.Plans.Specs;

/// <summary>How far something reaches; wider values are greater.</summary>
public enum Scope
{
    /// <summary>One environment.</summary>
    Environment,

    /// <summary>All environments of its region.</summary>
    Region,

    /// <summary>All environments of its wave.</summary>
    Wave,

    /// <summary>The whole release.</summary>
    Release,
}
