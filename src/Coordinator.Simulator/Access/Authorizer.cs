using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Access;

/// <summary>Role-based access: what the Roles and their bindings of a cluster give a user. Under the cluster's lock.</summary>
internal sealed class Authorizer(ClusterStore store)
{
    private const int MaximumNoted = 10_000;

    /// <summary>Rights that others than the administrator made use of: <c>get pods/log shop</c>, without a namespace for the whole
    /// cluster. At most 10,000.</summary>
    public SortedSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>Rights that they wanted and did not have, likewise.</summary>
    public SortedSet<string> Missed { get; } = new(StringComparer.Ordinal);

    /// <summary>As <see cref="Allows"/>, for a request and not a question: what is allowed counts as used, the rest as
    /// missed.</summary>
    public string? Permits(User user, Demand demand)
    {
        var reason = Allows(user, demand);
        var noted = reason is null ? Missed : Used;
        if (reason is not "" && demand.Path is null && noted.Count < MaximumNoted)
        {
            var group = demand.Group.Length is 0 ? "" : $".{demand.Group}";
            noted.Add($"{demand.Verb} {demand.FullResource}{group}{(demand.Namespace.Length is 0 ? "" : $" {demand.Namespace}")}");
        }

        return reason;
    }

    /// <summary>Why it is allowed (empty for the administrator), or null when it is not.</summary>
    public string? Allows(User user, Demand demand) => user.IsAdministrator ? ""
        : Grants(user, demand.Namespace).FirstOrDefault(grant => grant.Rules.Any(rule => Covers(rule, demand)))?.Reason;

    /// <summary>What a user has at the cluster's scope, and in a namespace unless it is empty.</summary>
    public IEnumerable<Grant> Grants(User user, string ns)
    {
        foreach (var bootstrap in Bootstrap.All)
        {
            if (bootstrap.Groups.FirstOrDefault(group => user.Groups.Contains(group)) is { } group)
                yield return new(Sentence("ClusterRoleBinding", bootstrap.Name, "ClusterRole", bootstrap.Name, "Group", group), bootstrap.Rules);
        }

        var bindings = store.All(KindTable.ClusterRoleBinding);
        if (ns.Length > 0) bindings = bindings.Concat(store.All(KindTable.RoleBinding, ns));
        foreach (var binding in bindings)
        {
            if (GrantOf(user, binding) is { } grant) yield return grant;
        }
    }

    /// <summary>Which roles that bindings of a user name are not there, as refusals tell of it; null when all are.</summary>
    public string? Missing(User user, string ns)
    {
        var bindings = store.All(KindTable.ClusterRoleBinding);
        if (ns.Length > 0) bindings = bindings.Concat(store.All(KindTable.RoleBinding, ns));
        List<string> missing = [.. bindings.Where(binding => binding.Json.Objects("subjects").Any(subject => Is(user, subject)) && Role(binding) is null)
            .Select(binding => $"{binding.Json.Text("roleRef", "kind")?.ToLowerInvariant()}.rbac.authorization.k8s.io \"{binding.Json.Text("roleRef", "name")}\" not found")
            .Distinct()];
        return missing.Count == 0 ? null : missing is [var one] ? "RBAC: " + one : $"RBAC: [{string.Join(", ", missing)}]";
    }

    private IEnumerable<JsonObject>? Role(StoredObject binding)
    {
        var role = binding.Json.Text("roleRef", "name") ?? "";
        var kind = binding.Json.Text("roleRef", "kind") == "Role" ? KindTable.Role : KindTable.ClusterRole;
        return store.Find(kind, kind.Namespaced ? binding.Namespace : "", role)?.Json.Objects("rules")
            ?? Bootstrap.All.FirstOrDefault(known => kind == KindTable.ClusterRole && known.Name == role)?.Rules;
    }

    /// <summary>All rules that a user has in a namespace: of resources, and of paths.</summary>
    public (JsonArray Resources, JsonArray Paths) RulesOf(User user, string ns)
    {
        var rules = Grants(user, ns).SelectMany(grant => grant.Rules).ToList();
        return (new([.. rules.Where(rule => rule["nonResourceURLs"] is null).Select(rule => (JsonNode)rule.Copy())]),
            new([.. rules.Where(rule => rule["nonResourceURLs"] is not null).Select(rule => (JsonNode)rule.Copy())]));
    }

    private Grant? GrantOf(User user, StoredObject binding)
    {
        var subject = binding.Json.Objects("subjects").FirstOrDefault(candidate => Is(user, candidate));
        if (subject is null) return null;
        var role = binding.Json.Text("roleRef", "name") ?? "";
        var kind = binding.Json.Text("roleRef", "kind") == "Role" ? KindTable.Role : KindTable.ClusterRole;
        var rules = Role(binding) ?? [];
        var name = binding.Namespace.Length == 0 ? binding.Name : $"{binding.Name}/{binding.Namespace}";
        var who = subject.Text("kind") == "ServiceAccount" ? $"{subject.Text("name")}/{subject.Text("namespace")}" : subject.Text("name");
        return new(Sentence(binding.Kind.Name, name, kind.Name, role, subject.Text("kind"), who), [.. rules]);
    }

    private static string Sentence(string binding, string name, string roleKind, string role, string? kind, string? who) =>
        $"RBAC: allowed by {binding} \"{name}\" of {roleKind} \"{role}\" to {kind} \"{who}\"";

    private static bool Is(User user, JsonObject subject) => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name")),
        "ServiceAccount" => user.Name == User.AccountName(subject.Text("namespace") ?? "", subject.Text("name") ?? ""),
        _ => false,
    };

    private static bool Covers(JsonObject rule, Demand demand)
    {
        if (demand.Path is { } path) return Has(rule, "verbs", demand.Verb) && Names(rule, "nonResourceURLs").Exists(url => Leads(url, path));
        return Has(rule, "verbs", demand.Verb) && Has(rule, "apiGroups", demand.Group)
            && (Has(rule, "resources", demand.FullResource)
                || (demand.Subresource.Length > 0 && Names(rule, "resources").Contains("*/" + demand.Subresource)))
            && (rule.Array("resourceNames") is not { Count: > 0 } || Names(rule, "resourceNames").Contains(demand.Name));
    }

    private static bool Leads(string url, string path) =>
        url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal));

    private static bool Has(JsonObject rule, string list, string value)
    {
        var names = Names(rule, list);
        return names.Contains("*") || names.Contains(value);
    }

    private static List<string> Names(JsonObject rule, string list) =>
        [.. rule.Array(list)?.Select(value => value.Text() ?? "") ?? []];
}
