using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Api;

/// <summary>
/// As much of OpenAPI v3 as clients ask for before they write: which kinds take which parameters. kubectl leaves the check of
/// fields to a server that says that it takes <c>fieldValidation</c>.
/// </summary>
internal static class OpenApi
{
    private static readonly string[] Parameters = ["dryRun", "fieldManager", "fieldValidation", "force"];

    public static JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var version in Versions())
        {
            var hash = Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(version)));
            paths[version] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{version}?hash={hash}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    public static ApiReply Document(string version)
    {
        if (!Versions().Contains(version)) return new(404, "", ReadOnlyMemory<byte>.Empty);
        var paths = new JsonObject();
        foreach (var kind in KindTable.Rows.Where(kind => Prefix(kind) == version))
        {
            var collection = kind.Namespaced ? $"/{version}/namespaces/{{namespace}}/{kind.Plural}" : $"/{version}/{kind.Plural}";
            paths[collection] = new JsonObject { ["post"] = Operation(kind, "post") };
            paths[collection + "/{name}"] = new JsonObject
            { ["get"] = Operation(kind, "get"), ["put"] = Operation(kind, "put"), ["patch"] = Operation(kind, "patch") };
        }

        return ApiReply.Of(200, new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.36.2" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = new JsonObject() },
        });
    }

    private static IEnumerable<string> Versions() => KindTable.Rows.Select(Prefix).Distinct();

    private static string Prefix(ApiKind kind) => kind.Group.Length == 0 ? "api/v1" : $"apis/{kind.ApiVersion}";

    private static JsonObject Operation(ApiKind kind, string action) => new()
    {
        ["parameters"] = new JsonArray([.. Parameters.Select(name => (JsonNode)new JsonObject
        { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } })]),
        ["responses"] = new JsonObject { ["200"] = new JsonObject { ["description"] = "OK" } },
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = new JsonObject
        { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Name },
    };
}
