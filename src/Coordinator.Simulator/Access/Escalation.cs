using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Access;

/// <summary>Keeps people from giving rights that they don't have: a role or binding must stay within its author's own.</summary>
internal static class Escalation
{
    private const string Group = "rbac.authorization.k8s.io";

    public static void Check(ClusterStore store, Authorizer access, User author, ApiKind kind, string ns, JsonObject item)
    {
        if (author.IsAdministrator || kind.Group != Group) return;
        var name = item.Text("metadata", "name") ?? "";
        var rules = item.Objects("rules");
        if (kind == KindTable.RoleBinding || kind == KindTable.ClusterRoleBinding)
        {
            var role = item.Text("roleRef", "name") ?? "";
            var of = item.Text("roleRef", "kind") == "Role" ? KindTable.Role : KindTable.ClusterRole;
            if (May(access, author, "bind", of, ns, role)) return;
            rules = (store.Find(of, of.Namespaced ? ns : "", role) ?? throw StatusError.NotFound(of, role)).Json.Objects("rules");
        }
        else if (May(access, author, "escalate", kind, ns, name)) return;

        var missing = rules.SelectMany(Single).Where(rule => !Held(access, author, ns, rule)).ToList();
        if (missing.Count == 0) return;
        var groups = string.Join(' ', author.Groups.Select(group => $"\"{group}\""));
        throw StatusError.Forbidden(kind, name, $"user \"{author.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently "
            + $"held:\n{string.Join('\n', Joined(missing))}");
    }

    /// <summary>One right: a verb on a resource of a group, of one name or any; or on a path.</summary>
    private sealed record Right(string Verb, string Group, string Resource, string Name, string Path);

    private static bool May(Authorizer access, User author, string verb, ApiKind kind, string ns, string name) =>
        access.Allows(author, new(verb) { Group = Group, Resource = kind.Plural, Namespace = kind.Namespaced ? ns : "", Name = name }) is not null;

    private static IEnumerable<Right> Single(JsonObject rule)
    {
        foreach (var verb in Names(rule, "verbs"))
        {
            foreach (var path in Names(rule, "nonResourceURLs")) yield return new(verb, "", "", "", path);
            foreach (var group in Names(rule, "apiGroups"))
            {
                foreach (var resource in Names(rule, "resources"))
                {
                    foreach (var name in Names(rule, "resourceNames").DefaultIfEmpty("")) yield return new(verb, group, resource, name, "");
                }
            }
        }
    }

    private static bool Held(Authorizer access, User author, string ns, Right right)
    {
        if (right.Path.Length > 0) return access.Allows(author, new(right.Verb) { Path = right.Path }) is not null;
        var parts = right.Resource.Split('/', 2);
        return access.Allows(author, new(right.Verb)
        {
            Group = right.Group,
            Resource = parts[0],
            Subresource = parts.Length > 1 ? parts[1] : "",
            Namespace = ns,
            Name = right.Name,
        }) is not null;
    }

    /// <summary>The rights, those of one resource together, as the server lists them.</summary>
    private static IEnumerable<string> Joined(List<Right> rights) => rights
        .GroupBy(right => (right.Group, right.Resource, right.Name, right.Path))
        .Select(group => group.Key.Path.Length > 0
            ? $"{{NonResourceURLs:[\"{group.Key.Path}\"], Verbs:[{Verbs(group)}]}}"
            : $"{{APIGroups:[\"{group.Key.Group}\"], Resources:[\"{group.Key.Resource}\"], "
                + (group.Key.Name.Length > 0 ? $"ResourceNames:[\"{group.Key.Name}\"], " : "") + $"Verbs:[{Verbs(group)}]}}")
        .Order(StringComparer.Ordinal);

    private static string Verbs(IEnumerable<Right> rights) => string.Join(' ', rights.Select(right => $"\"{right.Verb}\"").Distinct());

    private static IEnumerable<string> Names(JsonObject rule, string list) => rule.Array(list)?.Select(value => value.Text() ?? "") ?? [];
}
