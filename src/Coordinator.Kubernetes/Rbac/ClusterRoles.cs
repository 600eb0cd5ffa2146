using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Kubernetes.Preflights;

namespace Coordinator.Kubernetes.Rbac;

/// <summary>The roles with which one environment's release runs, and their bindings: the least that is enough.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Objects">A Role and a RoleBinding for the namespace, a ClusterRole and a ClusterRoleBinding for the rest.</param>
public sealed record ClusterRoles(EnvironmentKey Environment, ImmutableArray<JsonObject> Objects)
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <summary>Why each rule is there: one line a rule, in the order of the rules, by role.</summary>
    internal ImmutableDictionary<string, ImmutableArray<string>> Reasons { get; private init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary>Makes them.</summary>
    /// <param name="plan">What the environment does.</param>
    /// <param name="manifests">Its objects, before they are coloured.</param>
    /// <param name="subject">Who gets the rights.</param>
    public static ClusterRoles Of(EnvironmentPlan plan, ImmutableArray<JsonObject> manifests, RbacSubject subject)
    {
        var rules = AccessRules.Of(plan, manifests, KnownKinds.Of);
        var (ns, application) = (plan.Key.Namespace, plan.Key.Application);
        var local = $"coordinator-{application}";
        var global = $"coordinator-{ns}-{application}";
        var (inNamespace, everywhere) = (rules.Where(rule => !rule.Everywhere).ToArray(), rules.Where(rule => rule.Everywhere).ToArray());
        return new ClusterRoles(plan.Key,
        [
            Role("Role", local, ns, inNamespace),
            Binding("RoleBinding", "Role", local, ns, subject),
            Role("ClusterRole", global, null, everywhere),
            Binding("ClusterRoleBinding", "ClusterRole", global, null, subject),
        ])
        {
            Reasons = ImmutableDictionary<string, ImmutableArray<string>>.Empty
                .Add("Role", [.. inNamespace.Select(rule => rule.Why)])
                .Add("ClusterRole", [.. everywhere.Select(rule => rule.Why)]),
        };
    }

    private static JsonObject Role(string kind, string name, string? ns, IEnumerable<AccessRule> rules) => new()
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = kind,
        ["metadata"] = Metadata(name, ns),
        ["rules"] = new JsonArray([.. rules.Select(Rule)]),
    };

    private static JsonObject Binding(string kind, string roleKind, string name, string? ns, RbacSubject subject) => new()
    {
        ["apiVersion"] = $"{Group}/v1",
        ["kind"] = kind,
        ["metadata"] = Metadata(name, ns),
        ["roleRef"] = new JsonObject { ["apiGroup"] = Group, ["kind"] = roleKind, ["name"] = name },
        ["subjects"] = new JsonArray(subject.ToJson()),
    };

    private static JsonObject Metadata(string name, string? ns) => ns is null
        ? new JsonObject { ["name"] = name } : new JsonObject { ["name"] = name, ["namespace"] = ns };

    private static JsonObject Rule(AccessRule rule)
    {
        var json = new JsonObject
        {
            ["apiGroups"] = new JsonArray(rule.Resource.Group),
            ["resources"] = new JsonArray(rule.FullResource),
            ["verbs"] = Texts(rule.Verbs),
        };
        if (!rule.Names.IsEmpty)
        {
            json["resourceNames"] = Texts(rule.Names);
        }

        return json;
    }

    private static JsonArray Texts(ImmutableArray<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
