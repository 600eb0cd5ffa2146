namespace Coordinator.Simulator.Access;

/// <summary>Who sends a request.</summary>
internal sealed record User(string Name, params string[] Groups)
{
    public static readonly User Administrator = new("kubernetes-admin", "system:masters", "system:authenticated");

    public static readonly User Limited = new("coordinator", "system:authenticated");

    public static readonly User Anonymous = new("system:anonymous", "system:unauthenticated");

    public static string AccountName(string ns, string name) => $"system:serviceaccount:{ns}:{name}";

    public static User Account(string ns, string name) =>
        new(AccountName(ns, name), "system:serviceaccounts", "system:serviceaccounts:" + ns, "system:authenticated");

    public bool IsAdministrator => Groups.Contains("system:masters");
}
