using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Coordinator.Kubernetes.Rbac;

/// <summary>Who gets the rights: a ServiceAccount, a user or a group, as the clusters know the coordinator.</summary>
/// <param name="Kind"><c>ServiceAccount</c>, <c>User</c> or <c>Group</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Namespace of a ServiceAccount; null for others.</param>
public sealed partial record RbacSubject(string Kind, string Name, string? Namespace)
{
    /// <summary>The ServiceAccount <c>coordinator</c> in the namespace <c>coordinator</c>.</summary>
    public static RbacSubject Default { get; } = new("ServiceAccount", "coordinator", "coordinator");

    /// <summary>Reads <c>serviceaccount:NAMESPACE/NAME</c>, <c>user:NAME</c> or <c>group:NAME</c>; null where it is none.</summary>
    public static RbacSubject? Parse(string text) => Form().Match(text) switch
    {
        { Success: false } => null,
        var match when match.Groups["account"].Success =>
            new("ServiceAccount", match.Groups["account"].Value, match.Groups["namespace"].Value),
        var match => new(match.Groups["kind"].Value is "user" ? "User" : "Group", match.Groups["name"].Value, null),
    };

    internal JsonObject ToJson() => Namespace is { } ns
        ? new JsonObject { ["kind"] = Kind, ["name"] = Name, ["namespace"] = ns }
        : new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = Kind, ["name"] = Name };

    [GeneratedRegex("^(serviceaccount:(?<namespace>[a-z0-9-]{1,63})/(?<account>[a-z0-9.-]{1,253})|(?<kind>user|group):(?<name>[^\\p{Cc}]{1,253}))$")]
    private static partial Regex Form();
}
