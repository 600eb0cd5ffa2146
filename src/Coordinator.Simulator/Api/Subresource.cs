using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Api;

/// <summary>A subresource, as discovery tells of it.</summary>
internal sealed record Subresource(string Name, string Group, string Version, string ResponseKind, string[] Verbs)
{
    private static readonly string[] Change = ["get", "patch", "update"];
    private static readonly string[] Any = ["create", "delete", "get", "patch", "update"];

    public static IEnumerable<Subresource> Of(ApiKind kind)
    {
        if (kind == KindTable.Pod) yield return new("log", "", "", "Pod", ["get"]);
        if (kind == KindTable.Pod) yield return new("proxy", "", "", "PodProxyOptions", Any);
        if (kind == KindTable.Service) yield return new("proxy", "", "", "ServiceProxyOptions", Any);
        if (kind.HasScale) yield return new("scale", "autoscaling", "v1", "Scale", Change);
        if (kind.HasStatus) yield return new("status", "", "", kind.Name, Change);
    }

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

    public JsonObject ToAggregated() => new()
    { ["subresource"] = Name, ["responseKind"] = Kind(Group, Version, ResponseKind), ["verbs"] = DiscoveryHandler.Strings(Verbs) };
}
