using Coordinator.Simulator.Access;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.Api;

/// <summary>What a path of the Kubernetes API names.</summary>
internal sealed record ApiRequest
{
    public required string Method { get; init; }

    /// <summary>Below the cluster's address, as it was sent.</summary>
    public required string Path { get; init; }

    public required Query Query { get; init; }

    public bool IsResource { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Plural { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>What follows the subresource: the path that is proxied to.</summary>
    public string Rest { get; init; } = "";

    public ApiKind? Kind { get; init; }

    /// <summary>The form in which the client wants the answer.</summary>
    public View View { get; init; } = View.Whole;

    public bool IsWatch => Method == "GET" && Name.Length == 0 && Query.Flag("watch");

    public string Verb => Method switch
    {
        "GET" or "HEAD" => IsWatch ? "watch" : Name.Length == 0 ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => Name.Length == 0 ? "deletecollection" : "delete",
        _ => Method.ToLowerInvariant(),
    };

    public Demand Demand => IsResource
        ? new(Verb) { Group = Group, Resource = Plural, Subresource = Subresource, Namespace = Namespace, Name = NameOnly }
        : new(Method == "HEAD" ? "head" : Verb is "list" or "watch" ? "get" : Verb) { Path = Path };

    /// <summary>Of a proxied pod or Service: its name without scheme and port.</summary>
    private string NameOnly => Name.Length == 0 ? NameChosen : Subresource != "proxy" ? Name : Name.Split(':') is { Length: 3 } three ? three[1] : Name.Split(':')[0];

    /// <summary>A list or watch of one name asks for that object: a role that names it is enough.</summary>
    private string NameChosen
    {
        get
        {
            const string Field = "metadata.name=";
            if (Verb is not ("list" or "watch")) return "";
            var term = (Query["fieldSelector"] ?? "").Split(',').FirstOrDefault(term => term.StartsWith(Field, StringComparison.Ordinal));
            return term is null ? "" : term[Field.Length..].TrimStart('=');
        }
    }

    public static ApiRequest Parse(string method, string path, Query query, KindRegistry kinds)
    {
        var request = new ApiRequest { Method = method, Path = path, Query = query };
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = parts is ["api", _, ..] ? 2 : parts is ["apis", _, _, ..] ? 3 : 0;
        if (at == 0 || parts.Length <= at) return request;
        var group = at == 2 ? "" : parts[1];
        var version = parts[at - 1];
        var rest = parts[at..].Select(Uri.UnescapeDataString).ToArray();
        var ns = "";
        // A namespace's own subresources are no namespaced resources.
        if (rest is ["namespaces", _, not ("status" or "finalize"), ..])
        {
            ns = rest[1];
            rest = rest[2..];
        }

        var kind = kinds.Find(group, version, rest[0]);
        var own = rest is ["namespaces", var named, ..] ? named : ns;
        return request with
        {
            IsResource = true,
            Group = group,
            Version = version,
            Plural = rest[0],
            Namespace = own,
            Kind = kind,
            Name = rest.Length > 1 ? rest[1] : "",
            Subresource = rest.Length > 2 ? rest[2] : "",
            Rest = Proxied(path, rest),
        };
    }

    private static string Proxied(string path, string[] rest)
    {
        if (rest.Length < 3 || rest[2] != "proxy") return rest.Length > 3 ? string.Join('/', rest[3..]) : "";
        var at = path.IndexOf("/proxy", StringComparison.Ordinal) + "/proxy".Length;
        return at < path.Length ? path[at..] : "/";
    }
}
