using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.Api;

/// <summary>What the server serves: version, health, groups, resources, and the index of its OpenAPI documents.</summary>
internal sealed class DiscoveryHandler(KindRegistry kinds, string address)
{
    private readonly OpenApi openApi = new(kinds);

    private const string GitVersion = "v1.36.2";

    /// <summary>The answer to a path that names no resource; null when there is none.</summary>
    public ApiReply? Handle(ApiRequest request, string accept)
    {
        var parts = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var known = parts is ["version"] or ["api"] or ["api", "v1"] or ["apis"] || (parts is ["apis", var some, ..] && kinds.Versions(some).Count > 0);
        if (known && request.Method != "GET") throw StatusError.MethodNotAllowed();
        // A known group without that version is a place where a resource could be, and is not.
        if (parts is ["api", not "v1"] || (known && parts is ["apis", var group, var wanted] && !kinds.Of(group, wanted).Any()))
            throw StatusError.NoSuchResource();
        var query = request.Query;
        var aggregated = AggregatedForm(accept);
        return parts switch
        {
            ["version"] => ApiReply.Of(200, Version()),
            ["healthz" or "livez" or "readyz", ..] => Health(parts, query),
            ["api"] => aggregated is { } core ? Aggregate([""], core) : ApiReply.Of(200, new JsonObject
            {
                ["kind"] = "APIVersions",
                ["versions"] = new JsonArray("v1"),
                ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject
                { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
            }),
            ["apis"] => aggregated is { } form ? Aggregate(kinds.Groups(), form) : ApiReply.Of(200, new JsonObject
            {
                ["kind"] = "APIGroupList",
                ["apiVersion"] = "v1",
                ["groups"] = new JsonArray([.. kinds.Groups().Select(name => (JsonNode)Group(name))]),
            }),
            ["api", "v1"] => ApiReply.Of(200, Resources("", "v1")),
            ["apis", var name] when kinds.Versions(name).Count > 0 => ApiReply.Of(200, GroupDocument(name)),
            ["apis", var name, var version] when kinds.Of(name, version).Any() => ApiReply.Of(200, Resources(name, version)),
            ["openapi", "v3"] => ApiReply.Plainly(200, openApi.Index().ToJsonString()),
            ["openapi", "v3", ..] => openApi.Document(string.Join('/', parts[2..])),
            _ => null,
        };
    }

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "simulated",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "none",
        ["platform"] = "linux/amd64",
    };

    private static ApiReply? Health(string[] parts, Query query)
    {
        string[] checks = ["ping", "log", "etcd", "informer-sync"];
        if (parts.Length > 1) return parts.Length == 2 && checks.Contains(parts[1]) ? ApiReply.Plainly(200, "ok") : null;
        if (!query.Has("verbose")) return ApiReply.Plainly(200, "ok");
        return ApiReply.Plainly(200, string.Concat(checks.Select(check => $"[+]{check} ok\n")) + $"{parts[0]} check passed\n");
    }

    /// <summary>The version of aggregated discovery that a client asks for first; null when it asks for none.</summary>
    private static string? AggregatedForm(string accept)
    {
        foreach (var range in accept.Split(','))
        {
            if (!range.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal)) return null;
            var version = range.Split(';', StringSplitOptions.TrimEntries).FirstOrDefault(part => part.StartsWith("v=", StringComparison.Ordinal));
            if (version is "v=v2" or "v=v2beta1") return version[2..];
        }

        return accept.Contains("as=APIGroupDiscoveryList", StringComparison.Ordinal) ? throw View.Unacceptable() : null;
    }

    private JsonObject Group(string name)
    {
        var versions = kinds.Versions(name).Select(version => (JsonNode)GroupVersion(name, version)).ToArray();
        return new JsonObject
        { ["name"] = name, ["versions"] = new JsonArray(versions), ["preferredVersion"] = versions[0].DeepClone() };
    }

    private static JsonObject GroupVersion(string name, string version) =>
        new() { ["groupVersion"] = $"{name}/{version}", ["version"] = version };

    private JsonObject GroupDocument(string name)
    {
        var document = new JsonObject { ["kind"] = "APIGroup", ["apiVersion"] = "v1" };
        foreach (var (field, value) in Group(name)) document[field] = value?.DeepClone();
        return document;
    }

    private JsonObject Resources(string group, string version)
    {
        var resources = new JsonArray();
        foreach (var kind in kinds.Of(group, version).OrderBy(kind => kind.Plural, StringComparer.Ordinal))
        {
            resources.Add(Resource(kind));
            foreach (var sub in Subresource.Of(kind)) resources.Add(sub.ToResource(kind));
        }

        var list = new JsonObject { ["kind"] = "APIResourceList" };
        if (group.Length > 0) list["apiVersion"] = "v1";
        list["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}";
        list["resources"] = resources;
        return list;
    }

    private static JsonObject Resource(ApiKind kind)
    {
        var resource = new JsonObject
        {
            ["name"] = kind.Plural,
            ["singularName"] = kind.Singular,
            ["namespaced"] = kind.Namespaced,
            ["kind"] = kind.Name,
            ["verbs"] = Strings(kind.Verbs),
        };
        if (kind.ShortNames.Length > 0) resource["shortNames"] = Strings(kind.ShortNames);
        if (kind.Categories.Length > 0) resource["categories"] = Strings(kind.Categories);
        if (kind.Verbs.Contains("list"))
            resource["storageVersionHash"] = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(kind.Resource)).AsSpan(0, 8));
        return resource;
    }

    private ApiReply Aggregate(List<string> groups, string form)
    {
        var items = new JsonArray();
        foreach (var name in groups)
        {
            var metadata = new JsonObject();
            if (name.Length > 0) metadata["name"] = name;
            items.Add(new JsonObject { ["metadata"] = metadata, ["versions"] = new JsonArray([.. AggregatedVersions(name)]) });
        }

        return ApiReply.Of(200, new JsonObject
        {
            ["kind"] = "APIGroupDiscoveryList",
            ["apiVersion"] = $"apidiscovery.k8s.io/{form}",
            ["metadata"] = new JsonObject(),
            ["items"] = items,
        }) with
        { ContentType = $"application/json;g=apidiscovery.k8s.io;v={form};as=APIGroupDiscoveryList" };
    }

    private IEnumerable<JsonNode> AggregatedVersions(string group)
    {
        foreach (var version in kinds.Versions(group))
        {
            yield return new JsonObject
            {
                ["version"] = version,
                ["resources"] = new JsonArray([.. kinds.Of(group, version).OrderBy(kind => kind.Plural, StringComparer.Ordinal).Select(AggregatedResource)]),
                ["freshness"] = "Current",
            };
        }
    }

    private static JsonNode AggregatedResource(ApiKind kind)
    {
        var resource = new JsonObject
        {
            ["resource"] = kind.Plural,
            // Of custom resources the whole name is told.
            ["responseKind"] = kind.Custom ? Subresource.Kind(kind.Group, kind.Version, kind.Name) : Subresource.Kind("", "", kind.Name),
            ["scope"] = kind.Namespaced ? "Namespaced" : "Cluster",
            ["singularResource"] = kind.Singular,
            ["verbs"] = Strings(kind.Verbs),
        };
        if (kind.ShortNames.Length > 0) resource["shortNames"] = Strings(kind.ShortNames);
        if (kind.Categories.Length > 0) resource["categories"] = Strings(kind.Categories);
        var subs = Subresource.Of(kind).Select(sub => (JsonNode)sub.ToAggregated(kind)).ToArray();
        if (subs.Length > 0) resource["subresources"] = new JsonArray(subs);
        return resource;
    }

    public static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(value => (JsonNode)value)]);
}
