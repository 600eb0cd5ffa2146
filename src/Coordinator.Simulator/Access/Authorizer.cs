using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Access;

/// <summary>Role-based access: what the Roles and their bindings of a cluster give a user. Under the cluster's lock.</summary>
internal sealed class Authorizer(ClusterStore store)
{
    private static readonly string[] Public = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    private static readonly string[] Discovery = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"];

    private static readonly string[] OwnReviews = ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"];

    /// <summary>Why it is allowed (empty for the administrator), or null when it is not.</summary>
    public string? Allows(User user, Demand demand)
    {
        if (user.IsAdministrator) return "";
        if (demand.Path is { } path) return AllowsPath(user, demand.Verb, path);
        if (user.Groups.Contains("system:authenticated") && demand is { Verb: "create", Group: "authorization.k8s.io" or "authentication.k8s.io" }
            && OwnReviews.Contains(demand.Resource))
            return "RBAC: allowed by ClusterRoleBinding \"system:basic-user\" of ClusterRole \"system:basic-user\" to Group \"system:authenticated\"";
        foreach (var binding in store.All(KindTable.ClusterRoleBinding))
        {
            if (Grant(user, binding, rule => Covers(rule, demand)) is { } reason) return reason;
        }

        if (demand.Namespace.Length == 0) return null;
        foreach (var binding in store.All(KindTable.RoleBinding, demand.Namespace))
        {
            if (Grant(user, binding, rule => Covers(rule, demand)) is { } reason) return reason;
        }

        return null;
    }

    private string? AllowsPath(User user, string verb, string path)
    {
        if (verb is "get" or "head" && Known(user, path) is { } known) return known;
        foreach (var binding in store.All(KindTable.ClusterRoleBinding))
        {
            if (Grant(user, binding, rule => CoversPath(rule, verb, path)) is { } reason) return reason;
        }

        return null;
    }

    /// <summary>What everyone may read: health, version and, once authenticated, discovery.</summary>
    private static string? Known(User user, string path)
    {
        if (Public.Any(known => path == known || path.StartsWith(known + "/", StringComparison.Ordinal)))
        {
            return "RBAC: allowed by ClusterRoleBinding \"system:public-info-viewer\" of ClusterRole \"system:public-info-viewer\" "
                + $"to Group \"{user.Groups[0]}\"";
        }

        return Discovery.Any(rule => Fits(rule, path)) && user.Groups.Contains("system:authenticated")
            ? "RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \"system:discovery\" to Group \"system:authenticated\""
            : null;
    }

    private static bool Fits(string rule, string path) => rule == path || (rule[^1] == '*' && path.StartsWith(rule[..^1], StringComparison.Ordinal));

    private string? Grant(User user, StoredObject binding, Func<JsonObject, bool> covers)
    {
        var subject = binding.Json.Objects("subjects").FirstOrDefault(candidate => Is(user, candidate));
        if (subject is null || !RulesOf(binding).Any(covers)) return null;
        var name = binding.Namespace.Length == 0 ? binding.Name : $"{binding.Name}/{binding.Namespace}";
        var shown = subject.Text("name") + (subject.Text("kind") == "ServiceAccount" ? "/" + subject.Text("namespace") : "");
        return $"RBAC: allowed by {binding.Kind.Name} \"{name}\" of {binding.Json.Text("roleRef", "kind")} \"{binding.Json.Text("roleRef", "name")}\" "
            + $"to {subject.Text("kind")} \"{shown}\"";
    }

    private IEnumerable<JsonObject> RulesOf(StoredObject binding)
    {
        var kind = binding.Json.Text("roleRef", "kind") == "Role" ? KindTable.Role : KindTable.ClusterRole;
        return store.Find(kind, kind.Namespaced ? binding.Namespace : "", binding.Json.Text("roleRef", "name") ?? "")?.Json.Objects("rules") ?? [];
    }

    /// <summary>All rules that a user has in a namespace: of resources, and of paths.</summary>
    public (JsonArray Resources, JsonArray Paths) RulesOf(User user, string ns)
    {
        List<JsonObject> rules = user.IsAdministrator ? [Everything("apiGroups", "resources"), Everything("nonResourceURLs")] : [];
        var bindings = store.All(KindTable.ClusterRoleBinding).Concat(store.All(KindTable.RoleBinding, ns));
        rules.AddRange(bindings.Where(binding => binding.Json.Objects("subjects").Any(subject => Is(user, subject))).SelectMany(RulesOf));
        if (user.Groups.Contains("system:authenticated"))
        {
            rules.Add(Rule(["create"], ("apiGroups", ["authorization.k8s.io"]), ("resources", [.. OwnReviews.Take(2)])));
            rules.Add(Rule(["create"], ("apiGroups", ["authentication.k8s.io"]), ("resources", [OwnReviews[2]])));
            rules.Add(Rule(["get"], ("nonResourceURLs", [.. Discovery.Concat(Public).Order(StringComparer.Ordinal)])));
        }

        rules.Add(Rule(["get"], ("nonResourceURLs", Public)));
        return (new([.. rules.Where(rule => rule["resources"] is not null).Select(rule => (JsonNode)rule.Copy())]),
            new([.. rules.Where(rule => rule["resources"] is null).Select(rule => (JsonNode)rule.Copy())]));
    }

    private static JsonObject Everything(params string[] lists) => Rule(["*"], [.. lists.Select(list => (list, new[] { "*" }))]);

    private static JsonObject Rule(string[] verbs, params (string Name, string[] Values)[] lists)
    {
        var rule = new JsonObject { ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]) };
        foreach (var (name, values) in lists) rule[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        return rule;
    }

    private static bool Is(User user, JsonObject subject) => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name")),
        "ServiceAccount" => user.Name == User.AccountName(subject.Text("namespace") ?? "", subject.Text("name") ?? ""),
        _ => false,
    };

    private static bool CoversPath(JsonObject rule, string verb, string path) =>
        Has(rule, "verbs", verb) && Names(rule, "nonResourceURLs").Exists(known => Fits(known, path));

    private static bool Covers(JsonObject rule, Demand demand) =>
        Has(rule, "verbs", demand.Verb) && Has(rule, "apiGroups", demand.Group)
        && (Has(rule, "resources", demand.FullResource)
            || (demand.Subresource.Length > 0 && Names(rule, "resources").Contains("*/" + demand.Subresource)))
        && (rule.Array("resourceNames") is not { Count: > 0 } || Names(rule, "resourceNames").Contains(demand.Name));

    private static bool Has(JsonObject rule, string list, string value)
    {
        var names = Names(rule, list);
        return names.Contains("*") || names.Contains(value);
    }

    private static List<string> Names(JsonObject rule, string list) =>
        [.. rule.Array(list)?.Select(value => value.Text() ?? "") ?? []];
}
