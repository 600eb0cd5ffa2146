using System.Collections.Immutable;
using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>Reads and writes of objects in one namespace of a cluster.</summary>
internal sealed class ClusterApi(ApiConnection connection, string ns, ApiPriority priority = ApiPriority.Normal)
{
    private const int PageSize = 500;
    private const int MaximumPages = 200;

    /// <summary>The namespace.</summary>
    public string Namespace => ns;

    /// <summary>Whether its calls count against the budget.</summary>
    public ApiPriority Priority => priority;

    /// <summary>The connection.</summary>
    public ApiConnection Connection => connection;

    /// <summary>The object, or null.</summary>
    /// <exception cref="ApiRejectedException">Reading is not permitted.</exception>
    public async Task<JsonObject?> FindAsync(ResourceKind kind, string name, CancellationToken cancellationToken)
    {
        var path = kind.One(ns, name);
        var answer = await connection.SendAsync(ApiRequest.Get(path) with { Priority = priority }, cancellationToken);
        return answer.Status is HttpStatusCode.NotFound ? null : Expect(answer, $"GET {path}");
    }

    /// <summary>The objects of a namespace, or of the cluster with <paramref name="everywhere"/>.</summary>
    /// <exception cref="ApiRejectedException">Listing is not permitted.</exception>
    /// <exception cref="ClusterUnreachableException">There are more than 100,000.</exception>
    public async Task<ImmutableArray<JsonObject>> ListAsync(
        ResourceKind kind, string? selector, CancellationToken cancellationToken, bool everywhere = false) =>
        (await ListAsync(new ObjectQuery(kind, selector), cancellationToken, everywhere)).Items;

    /// <summary>The objects of a query, and their version.</summary>
    /// <exception cref="ApiRejectedException">Listing is not permitted.</exception>
    /// <exception cref="ClusterUnreachableException">There are more than 100,000.</exception>
    public async Task<ObjectList> ListAsync(ObjectQuery query, CancellationToken cancellationToken, bool everywhere = false)
    {
        var path = query.Kind.Collection(everywhere ? null : ns);
        var items = ImmutableArray.CreateBuilder<JsonObject>();
        var token = "";
        for (var page = 0; page < MaximumPages; page++)
        {
            var request = ApiRequest.Get($"{path}?limit={PageSize}{query.Parameters}{token}") with { Priority = priority };
            var answer = await connection.SendAsync(request, cancellationToken);
            if (answer.Status is HttpStatusCode.Gone && page > 0)
            {
                // The list expired between two pages: from the start, within the same number of pages.
                items.Clear();
                token = "";
                continue;
            }

            var body = Expect(answer, $"GET {path}");
            items.AddRange(body.Objects("items"));
            if (body.Text("metadata", "continue") is not { Length: > 0 } next)
            {
                return new ObjectList(items.ToImmutable(), body.Text("metadata", "resourceVersion") ?? "");
            }

            token = $"&continue={Uri.EscapeDataString(next)}";
        }

        throw new ClusterUnreachableException(connection.Cluster, $"GET {path}: no end after {MaximumPages} pages");
    }

    /// <summary>Changes fields of an object. The patch names the resourceVersion it was decided on.</summary>
    public async Task<WriteResult> MergeAsync(
        ResourceKind kind, string name, JsonObject patch, string manager, CancellationToken cancellationToken, bool dryRun = false) =>
        await WriteAsync(new ApiRequest
        {
            Method = HttpMethod.Patch,
            Path = $"{kind.One(ns, name)}?fieldManager={manager}" + (dryRun ? "&dryRun=All" : ""),
            ContentType = "application/merge-patch+json",
            Body = patch.ToJsonString(),
            Repeatable = dryRun || patch.Text("metadata", "resourceVersion") is not null,
        }, cancellationToken);

    /// <summary>Creates an object; stale where there is one of that name. Fields that the kind does not have are refused.</summary>
    public async Task<WriteResult> CreateAsync(
        ResourceKind kind, JsonObject body, CancellationToken cancellationToken, bool dryRun = false) =>
        await WriteAsync(new ApiRequest
        {
            Method = HttpMethod.Post,
            Path = $"{kind.Collection(ns)}?fieldManager={FieldManagers.Apply}&fieldValidation=Strict" + (dryRun ? "&dryRun=All" : ""),
            Body = body.ToJsonString(),
            Repeatable = dryRun,
        }, cancellationToken);

    /// <summary>Server-side apply. Fields that the kind does not have are refused.</summary>
    public async Task<WriteResult> ApplyAsync(
        ResourceKind kind, JsonObject body, bool force, bool dryRun, CancellationToken cancellationToken) =>
        await WriteAsync(new ApiRequest
        {
            Method = HttpMethod.Patch,
            Path = $"{kind.One(ns, body.Name())}?fieldManager={FieldManagers.Apply}&fieldValidation=Strict"
                + (force ? "&force=true" : "") + (dryRun ? "&dryRun=All" : ""),
            ContentType = ApiRequest.Apply,
            Body = body.ToJsonString(),
            Repeatable = dryRun || body.Text("metadata", "resourceVersion") is not null,
        }, cancellationToken);

    /// <summary>Deletes an object as it was read, its pods with it.</summary>
    public async Task<WriteResult> DeleteAsync(ResourceKind kind, JsonObject live, CancellationToken cancellationToken) =>
        await WriteAsync(new ApiRequest
        {
            Method = HttpMethod.Delete,
            Path = kind.One(ns, live.Name()),
            Body = new JsonObject
            {
                ["kind"] = "DeleteOptions",
                ["apiVersion"] = "v1",
                ["propagationPolicy"] = "Background",
                ["preconditions"] = new JsonObject
                {
                    ["uid"] = live.Text("metadata", "uid"),
                    ["resourceVersion"] = live.Text("metadata", "resourceVersion"),
                },
            }.ToJsonString(),
            Repeatable = true,
        }, cancellationToken);

    /// <summary>The answer's object.</summary>
    /// <exception cref="ApiRejectedException">It is an error.</exception>
    public static JsonObject Expect(ApiAnswer answer, string what) =>
        answer is { Succeeded: true, Body: { } body } ? body
            : throw new ApiRejectedException(what, answer.Status, answer.Message);

    /// <summary>The version in an answer of <c>/version</c>; empty where it tells none.</summary>
    public static string VersionOf(ApiAnswer answer) => answer.Succeeded ? answer.Body.Text("gitVersion") ?? "" : "";

    private async Task<WriteResult> WriteAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var answer = await connection.SendAsync(request with { Priority = priority }, cancellationToken);
        return answer.Status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Conflict => WriteResult.Of(answer),
            _ => new WriteResult(Expect(answer, $"{request.Method} {request.Path}"), []),
        };
    }
}
