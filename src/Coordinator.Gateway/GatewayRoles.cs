using System.Collections.Immutable;

namespace Coordinator.Gateway;

/// <summary>Roles of those who use the gateway. Every role reads.</summary>
public static class GatewayRoles
{
    /// <summary>Reads, and sees the dashboard.</summary>
    public const string Viewer = "viewer";

    /// <summary>Submits releases, acts on them, registers clusters.</summary>
    public const string Releaser = "releaser";

    /// <summary>Approves waves.</summary>
    public const string Approver = "approver";

    /// <summary>All of it.</summary>
    public const string Admin = "admin";

    /// <summary>All roles.</summary>
    public static ImmutableArray<string> All { get; } = [Viewer, Releaser, Approver, Admin];
}
