using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Api;

/// <summary>A subresource, as discovery tells of it.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string ResponseKind, string[] Verbs)
{
    private static readonly string[] Change = ["get", "patch", "update"];
    private static readonly string[] Any = ["create", "delete", "get", "patch", "update"];

    private static readonly string[] Open = ["create", "get"];
    private static readonly string[] Create = ["create"];

    /// <summary>Those of single kinds, beside status and scale, which many have.</summary>
    private static readonly Dictionary<ApiKind, Subresource[]> Special = new()
    {
        [KindTable.Pod] =
        [
            new("attach", "", "", "PodAttachOptions", Open), new("binding", "", "", "Binding", Create),
            new("ephemeralcontainers", "", "", "Pod", Change), new("eviction", "policy", "v1", "Eviction", Create),
            new("exec", "", "", "PodExecOptions", Open), new("log", "", "", "Pod", ["get"]),
            new("portforward", "", "", "PodPortForwardOptions", Open), new("proxy", "", "", "PodProxyOptions", Any),
            new("resize", "", "", "Pod", Change),
        ],
        [KindTable.Service] = [new("proxy", "", "", "ServiceProxyOptions", Any)],
        [KindTable.ServiceAccount] = [new("token", "authentication.k8s.io", "v1", "TokenRequest", Create)],
        [KindTable.Namespace] = [new("finalize", "", "", "Namespace", ["update"])],
    };

    public static IEnumerable<Subresource> Of(ApiKind kind)
    {
        foreach (var special in Special.GetValueOrDefault(kind) ?? []) yield return special;
        // Of a custom resource the status comes first, elsewhere the alphabet counts.
        if (kind is { Custom: true, HasStatus: true }) yield return new("status", "", "", kind.Name, Change);
        if (kind.HasScale) yield return new("scale", "autoscaling", "v1", "Scale", Change);
        if (kind is { Custom: false, HasStatus: true }) yield return new("status", "", "", kind.Name, Change);
    }

    public static bool Exists(ApiKind kind, string name) => Of(kind).Any(known => known.Name == name);

    public static JsonObject Kind(string group, string version, string name) =>
        new() { ["group"] = group, ["version"] = version, ["kind"] = name };

    public JsonObject ToResource(ApiKind kind)
    {
        var resource = new JsonObject
        { ["name"] = $"{kind.Plural}/{Name}", ["singularName"] = "", ["namespaced"] = kind.Namespaced };
        if (Group.Length > 0)
        {
            resource["group"] = Group;
            resource["version"] = Version;
        }

        resource["kind"] = ResponseKind;
        resource["verbs"] = DiscoveryHandler.Strings(Verbs);
        return resource;
    }

    public JsonObject ToAggregated(ApiKind kind) => new()
    {
        ["subresource"] = Name,
        ["responseKind"] = kind.Custom && Group.Length == 0
            ? Kind(kind.Group, kind.Version, ResponseKind) : Kind(Group, Version, ResponseKind),
        ["verbs"] = DiscoveryHandler.Strings(Verbs)
    };
}
