using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Access;

/// <summary>Role-based access: what the Roles and their bindings of a cluster give a user. Under the cluster's lock.</summary>
internal sealed class Authorizer(ClusterStore store)
{
    private const int MaximumUsed = 10_000;

    private static readonly string[] Public = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

    private static readonly string[] Discovery = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"];

    private static readonly string[] OwnReviews = ["selfsubjectaccessreviews", "selfsubjectrulesreviews", "selfsubjectreviews"];

    /// <summary>Rights that others than the administrator made use of: <c>get pods/log shop</c>, without a namespace for the whole
    /// cluster. At most 10,000.</summary>
    public SortedSet<string> Used { get; } = new(StringComparer.Ordinal);

    /// <summary>As <see cref="Allows"/>, for a request and not a question: what is allowed counts as used.</summary>
    public string? Permits(User user, Demand demand)
    {
        var reason = Allows(user, demand);
        if (reason is { Length: > 0 } && demand.Path is null && Used.Count < MaximumUsed)
        {
            var group = demand.Group.Length is 0 ? "" : $".{demand.Group}";
            Used.Add($"{demand.Verb} {demand.FullResource}{group}{(demand.Namespace.Length is 0 ? "" : $" {demand.Namespace}")}");
        }

        return reason;
    }

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
            if (Grant(user, binding, demand) is { } reason) return reason;
        }

        if (demand.Namespace.Length == 0) return null;
        foreach (var binding in store.All(KindTable.RoleBinding, demand.Namespace))
        {
            if (Grant(user, binding, demand) is { } reason) return reason;
        }

        return null;
    }

    private static string? AllowsPath(User user, string verb, string path)
    {
        if (verb != "get" && verb != "head") return null;
        if (Public.Any(known => path == known || path.StartsWith(known + "/", StringComparison.Ordinal)))
        {
            return "RBAC: allowed by ClusterRoleBinding \"system:public-info-viewer\" of ClusterRole \"system:public-info-viewer\" "
                + $"to Group \"{user.Groups[0]}\"";
        }

        var isDiscovery = Discovery.Any(rule => rule == path || (rule[^1] == '*' && path.StartsWith(rule[..^1], StringComparison.Ordinal)));
        return isDiscovery && user.Groups.Contains("system:authenticated")
            ? "RBAC: allowed by ClusterRoleBinding \"system:discovery\" of ClusterRole \"system:discovery\" to Group \"system:authenticated\""
            : null;
    }

    private string? Grant(User user, StoredObject binding, Demand demand)
    {
        var subject = binding.Json.Objects("subjects").FirstOrDefault(candidate => Is(user, candidate));
        if (subject is null) return null;
        var role = binding.Json.Text("roleRef", "name") ?? "";
        var kind = binding.Json.Text("roleRef", "kind") == "Role" ? KindTable.Role : KindTable.ClusterRole;
        var rules = store.Find(kind, kind.Namespaced ? binding.Namespace : "", role)?.Json.Objects("rules") ?? [];
        if (!rules.Any(rule => Covers(rule, demand))) return null;
        var name = binding.Namespace.Length == 0 ? binding.Name : $"{binding.Name}/{binding.Namespace}";
        return $"RBAC: allowed by {binding.Kind.Name} \"{name}\" of {kind.Name} \"{role}\" to {subject.Text("kind")} "
            + $"\"{subject.Text("name")}\"";
    }

    private static bool Is(User user, JsonObject subject) => subject.Text("kind") switch
    {
        "User" => subject.Text("name") == user.Name,
        "Group" => user.Groups.Contains(subject.Text("name")),
        _ => false,
    };

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
