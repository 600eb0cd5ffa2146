using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Access;

/// <summary>
/// The bindings that every cluster has from the start, as far as people meet them: a ClusterRole and its binding of the same
/// name, the groups that it is for, and its rules. They are no objects of the API.
/// </summary>
internal sealed record Bootstrap(string Name, string[] Groups, JsonObject[] Rules)
{
    private const string Authenticated = "system:authenticated";

    /// <summary>In the order of their names.</summary>
    public static readonly Bootstrap[] All =
    [
        new("cluster-admin", ["system:masters"], [Resources(["*"], ["*"], "*"), Paths("*", "*")]),
        new("system:basic-user", [Authenticated],
        [
            Resources(["authorization.k8s.io"], ["selfsubjectaccessreviews", "selfsubjectrulesreviews"], "create"),
            Resources(["authentication.k8s.io"], ["selfsubjectreviews"], "create"),
        ]),
        new("system:discovery", [Authenticated], [Paths("get", "/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez",
            "/openapi", "/openapi/*", "/readyz", "/version", "/version/")]),
        new("system:public-info-viewer", [Authenticated, "system:unauthenticated"],
            [Paths("get", "/healthz", "/livez", "/readyz", "/version", "/version/")]),
    ];

    private static JsonObject Resources(string[] groups, string[] resources, string verb) =>
        new() { ["verbs"] = new JsonArray(verb), ["apiGroups"] = Texts(groups), ["resources"] = Texts(resources) };

    private static JsonObject Paths(string verb, params string[] paths) =>
        new() { ["verbs"] = new JsonArray(verb), ["nonResourceURLs"] = Texts(paths) };

    private static JsonArray Texts(string[] texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
