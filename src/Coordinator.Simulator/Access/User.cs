namespace Coordinator.Simulator.Access;

/// <summary>Who sends a request.</summary>
internal sealed record User(string Name, params string[] Groups)
{
    public static readonly User Administrator = new("kubernetes-admin", "system:masters", "system:authenticated");

    public static readonly User Limited = new("coordinator", "system:authenticated");

    public static readonly User Anonymous = new("system:anonymous", "system:unauthenticated");

    public bool IsAdministrator => Groups.Contains("system:masters");
}
