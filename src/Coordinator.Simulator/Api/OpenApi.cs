using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Api;

/// <summary>
/// As much of OpenAPI v3 as clients ask for: which kinds take which parameters, and which fields they have. kubectl leaves the
/// check of fields to a server that says that it takes <c>fieldValidation</c>.
/// </summary>
internal sealed class OpenApi(KindRegistry kinds)
{
    /// <summary>
    /// What stands for the content of a built-in document in its address. Clients keep documents by it, so these are the ones that
    /// the real server of the simulated version has.
    /// </summary>
    private static readonly Dictionary<string, string> Keys = Load();

    private static readonly string[] Parameters = ["dryRun", "fieldManager", "fieldValidation", "force"];

    /// <summary>The index, made anew when a definition came or went.</summary>
    public JsonObject Index()
    {
        if (known is { } last && last.Revision == kinds.Revision) return last.Index;
        var index = MakeIndex();
        known = (kinds.Revision, index);
        return index;
    }

    private JsonObject MakeIndex()
    {
        var paths = new JsonObject();
        foreach (var name in Names().Order(StringComparer.Ordinal))
        {
            var hash = Keys.GetValueOrDefault(name) ?? Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(Content(name).ToJsonString())));
            paths[name] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{name}?hash={hash}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    public ApiReply Document(string name) =>
        Names().Contains(name) ? ApiReply.Of(200, Content(name)) : new(404, "", ReadOnlyMemory<byte>.Empty);

    private (int Revision, JsonObject Index)? known;

    private static Dictionary<string, string> Load()
    {
        using var stream = typeof(OpenApi).Assembly.GetManifestResourceStream("openapi-keys.json")
            ?? throw new InvalidOperationException("the embedded table openapi-keys.json is missing");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!;
    }

    /// <summary>The documents: one a version of a group, and those of discovery.</summary>
    private HashSet<string> Names() =>
        ["api", "apis", "version", .. kinds.All.Select(Prefix), .. kinds.Groups().Where(kinds.IsBuiltIn).Select(group => "apis/" + group)];

    private JsonObject Content(string name)
    {
        var paths = new JsonObject();
        foreach (var kind in kinds.All.Where(kind => Prefix(kind) == name))
        {
            var collection = kind.Namespaced ? $"/{name}/namespaces/{{namespace}}/{kind.Plural}" : $"/{name}/{kind.Plural}";
            paths[collection] = new JsonObject { ["post"] = Operation(kind, "post") };
            paths[collection + "/{name}"] = new JsonObject
            { ["get"] = Operation(kind, "get"), ["put"] = Operation(kind, "put"), ["patch"] = Operation(kind, "patch") };
        }

        if (paths.Count == 0) paths[$"/{name}/"] = new JsonObject { ["get"] = new JsonObject { ["responses"] = Ok() } };
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.36.2" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = OpenApiSchemas.Of(kinds.All.Where(kind => Prefix(kind) == name)) },
        };
    }

    private static JsonObject Ok() => new() { ["200"] = new JsonObject { ["description"] = "OK" } };

    private static string Prefix(ApiKind kind) => kind.Group.Length == 0 ? "api/v1" : $"apis/{kind.ApiVersion}";

    private static JsonObject Operation(ApiKind kind, string action) => new()
    {
        ["parameters"] = new JsonArray([.. Parameters.Select(name => (JsonNode)new JsonObject
        { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } })]),
        ["responses"] = Ok(),
        ["x-kubernetes-action"] = action,
        ["x-kubernetes-group-version-kind"] = new JsonObject
        { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Name },
    };
}
