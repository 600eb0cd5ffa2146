namespace Coordinator.Core.Plans.Specs;

/// <summary>Half of an expand-and-contract migration.</summary>
public enum MigrationPhase
{
    /// <summary>Adds; the old version goes on working.</summary>
    Expand,

    /// <summary>Removes what the old version needed.</summary>
    Contract,
}
