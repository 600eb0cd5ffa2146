using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Tables;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>Lists: by namespace, label and field, whole or page by page, as they are or as they were at a version.</summary>
internal sealed class ListHandler(Cluster cluster)
{
    private sealed record Token(long Version, string Namespace, string Name);

    /// <summary>A list, and what is to be done with each object of it.</summary>
    public ApiReply List(ApiRequest request, Action<StoredObject>? each = null)
    {
        if (request.Query.Has("sendInitialEvents"))
            throw InvalidObject.Options("ListOptions", FieldProblem.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        NumberOf(request.Query, "timeoutSeconds");
        var shelf = cluster.Store.Shelf(request.Kind!);
        var token = TokenOf(request.Query["continue"]);
        if (token is not null && request.Query["resourceVersion"] is { Length: > 0 })
            throw StatusError.BadRequest("specifying resource version is not allowed when using continue");
        var version = token?.Version ?? CheckVersion(request.Query, shelf);
        var stale = cluster.Faults.StaleVersion("GET", request.Path);
        version ??= stale is null ? null : Math.Max(stale.Value, shelf.Compacted);
        if (version < shelf.Compacted) throw token is null ? ListExpired() : ContinueExpired();
        var items = Chosen(request, version);
        if (token is not null) items = items.Where(item => After(item, token));
        var at = version ?? cluster.Store.Version;
        var all = items.ToList();
        // Any version will do: the server answers from its cache, which knows no pages.
        var cached = request.Query["resourceVersion"] == "0";
        var limit = NumberOf(request.Query, "limit") is { } most and > 0 && !cached ? most : int.MaxValue;
        var page = all.Take((int)Math.Min(limit, int.MaxValue)).ToList();
        if (each is not null) page.ForEach(each);
        var left = all.Count - page.Count;
        if (left == 0) return Render(request, page, new(at));
        var next = TokenText(new(at, page[^1].Namespace, page[^1].Name));
        var filtered = request.Query["labelSelector"] is { Length: > 0 } || request.Query["fieldSelector"] is { Length: > 0 };
        return Render(request, page, new(at, next, filtered ? null : left));
    }

    /// <summary>The objects that a request's namespace and selectors choose.</summary>
    public IEnumerable<StoredObject> Chosen(ApiRequest request, long? version = null)
    {
        var kind = request.Kind!;
        var ns = kind.Namespaced && request.Namespace.Length > 0 ? request.Namespace : null;
        var shelf = cluster.Store.Shelf(kind);
        var filter = ObjectFilter.Of(request);
        return (version is { } at ? shelf.AsOf(ns, at) : shelf.All(ns)).Select(item => item.As(kind)).Where(filter.Matches);
    }

    public ApiReply Render(ApiRequest request, List<StoredObject> items, ViewRenderer.ListHead head) =>
        ViewRenderer.List(request.Kind!, items, head, request.View, cluster.Now);

    public static StatusError BadVersion(string version, int code, string prefix = "") => new(code, code == 400 ? "BadRequest" : null,
        $"{prefix}resourceVersion: Invalid value: {JsonSerializer.Serialize(version)}: strconv.ParseUint: parsing "
        + $"{JsonSerializer.Serialize(version)}: invalid syntax");

    private static long? NumberOf(Query query, string name)
    {
        if (query[name] is not { Length: > 0 } text) return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw StatusError.BadRequest($"strconv.ParseInt: parsing {JsonSerializer.Serialize(text)}: invalid syntax");
    }

    private static StatusError ListExpired() => StatusError.Expired("The resourceVersion for the provided list is too old.");

    private static StatusError ContinueExpired() => StatusError.Expired("The provided continue parameter is too old to display a "
        + "consistent list result. You can start a new list without the continue parameter.");

    public static StatusError TooOld(long version, long oldest) =>
        StatusError.Expired($"too old resource version: {version} ({oldest})");

    private static bool After(StoredObject item, Token token)
    {
        var place = string.CompareOrdinal(item.Namespace, token.Namespace);
        return place > 0 || (place == 0 && string.CompareOrdinal(item.Name, token.Name) > 0);
    }

    /// <summary>The exact version that a list asks for; null for the newest.</summary>
    private long? CheckVersion(Query query, Shelf shelf)
    {
        var text = query["resourceVersion"] ?? "";
        var match = query["resourceVersionMatch"] ?? "";
        var problems = new List<FieldProblem>();
        const string Field = "resourceVersionMatch";
        if (match.Length > 0 && text.Length == 0)
            problems.Add(FieldProblem.Forbidden(Field, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        if (match is not ("" or "Exact" or "NotOlderThan"))
            problems.Add(FieldProblem.NotSupported(Field, FieldProblem.Quote(match), "Exact", "NotOlderThan", ""));
        if (match == "Exact" && text == "0")
            problems.Add(FieldProblem.Forbidden(Field, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        if (problems.Count > 0) throw InvalidObject.Options("ListOptions", [.. problems]);
        if (text.Length == 0 || text == "0") return null;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw BadVersion(text, 400, "invalid resource version: ");
        if (version > cluster.Store.Version) throw TooLarge(version, cluster.Store.Version);
        if (match == "Exact" || (query.Has("limit") && match != "NotOlderThan" && query["limit"] != "0"))
        {
            if (version < shelf.Compacted) throw ListExpired();
            return version;
        }

        return null;
    }

    public static StatusError TooLarge(long version, long current)
    {
        var cause = new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" };
        return new(504, "Timeout", $"Timeout: Too large resource version: {version}, current: {current}",
            new JsonObject { ["causes"] = new JsonArray(cause), ["retryAfterSeconds"] = 1 });
    }

    private static string TokenText(Token token) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
                new[] { token.Version.ToString(CultureInfo.InvariantCulture), token.Namespace, token.Name }))
            .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static Token? TokenOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
            var parts = JsonSerializer.Deserialize<string[]>(Convert.FromBase64String(padded))!;
            return new(long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2]);
        }
        catch (Exception defect) when (defect is FormatException or JsonException or IndexOutOfRangeException)
        {
            throw StatusError.BadRequest($"invalid continue token: continue key is not valid: illegal base64 data at input byte {text.Length / 4 * 4}");
        }
    }
}
