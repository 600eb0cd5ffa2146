using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Patches;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.Api;

/// <summary>Reads and writes of objects, alike for every kind. Under the cluster's lock.</summary>
internal sealed class ObjectHandler(Cluster cluster)
{
    private const string ApplyType = "application/apply-patch+yaml";

    private readonly ListHandler lists = new(cluster);
    private readonly ScaleHandler scales = new(cluster);

    public sealed record Call(ApiRequest Request, User User, string UserAgent, string ContentType, ReadOnlyMemory<byte> Body);

    public ApiReply Handle(Call call)
    {
        var request = call.Request;
        var kind = request.Kind!;
        if (request.Subresource == "scale") return scales.Handle(call);
        if (request.Subresource == "token") return TokenHandler.Handle(cluster, call);
        if (request.Subresource == "eviction")
            return EvictionHandler.Handle(cluster, call, BodyReader.Object(call.ContentType, call.Body, SchemaTable.Body("V1Eviction")));
        if (ReviewHandler.Answered(kind)) return ReviewHandler.Handle(cluster, call);
        if (request.Subresource == "finalize" && request.Method != "PUT") throw StatusError.MethodNotAllowed();
        return request.Method switch
        {
            "GET" or "HEAD" => request.Name.Length == 0 ? lists.List(request) : Get(request),
            "POST" => Create(call),
            "PUT" => Replace(call),
            "PATCH" => Patch(call),
            "DELETE" => request.Name.Length == 0 ? DeleteAll(call) : Delete(call),
            _ => throw StatusError.MethodNotAllowed(),
        };
    }

    public static string NamespaceOf(ApiRequest request) => request.Kind!.Namespaced ? request.Namespace : "";

    public static bool IsApply(string contentType) => MediaType(contentType) is ApplyType or "application/apply-patch";

    public static string MediaType(string contentType) => contentType.Split(';')[0].Trim().ToLowerInvariant();

    private static JsonObject Body(Call call) => BodyReader.Object(call.ContentType, call.Body, SchemaTable.Of(call.Request.Kind!));

    private ApiReply Get(ApiRequest request)
    {
        if (request.Query["resourceVersion"] is { Length: > 0 } version && !ulong.TryParse(version, out _))
            throw ListHandler.BadVersion(version, 500);
        var ns = NamespaceOf(request);
        var stale = cluster.Faults.StaleVersion("GET", request.Path);
        var shelf = cluster.Store.Shelf(request.Kind!);
        var item = stale is null ? shelf.Find(ns, request.Name)
            : shelf.AsOf(ns, Math.Max(stale.Value, shelf.Compacted)).FirstOrDefault(one => one.Name == request.Name);
        return Shown(request, 200, item ?? throw StatusError.NotFound(request.Kind!, request.Name));
    }

    private ApiReply Create(Call call)
    {
        var request = call.Request;
        if (request.Name.Length > 0) throw StatusError.MethodNotAllowed();
        var body = Body(call);
        CheckKind(request.Kind!, body);
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: false);
        var item = cluster.Writer.Create(request.Kind!, NamespaceOf(request), body, options);
        return Answer(request, 201, item, options);
    }

    private ApiReply Shown(ApiRequest request, int status, StoredObject item) =>
        ViewRenderer.One(status, item.As(request.Kind!), request.View, cluster.Now);

    /// <summary>Of a write that was not done there is no version yet.</summary>
    private ApiReply Answer(ApiRequest request, int status, StoredObject item, WriteOptions options)
    {
        if (!options.DryRun || status != 201 || request.View.Form != ViewForm.Whole)
            return Shown(request, status, item) with { Warnings = options.Warnings };
        var body = item.Json.Copy();
        body.Ensure("metadata").Remove("resourceVersion");
        return ApiReply.Of(status, body) with { Warnings = options.Warnings };
    }

    private void CheckKind(ApiKind kind, JsonObject body)
    {
        var version = body.Text("apiVersion");
        var name = body.Text("kind");
        if ((version is null || version == kind.ApiVersion) && (name is null || name == kind.Name)) return;
        if (cluster.Kinds.FindByName(version ?? "", name ?? "") is { } other)
        {
            throw StatusError.BadRequest($"{name} in version \"{other.Version}\" cannot be handled as a {kind.Name}: converting "
                + $"({other.Version}.{name}) to ({(kind.Group.Length == 0 ? "core" : kind.Group)}.{kind.Name}): unknown conversion");
        }

        throw StatusError.BadRequest($"{name} in version \"{version}\" cannot be handled as a {kind.Name}: no kind \"{name}\" is "
            + $"registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }

    private ApiReply Replace(Call call)
    {
        var request = call.Request;
        var body = Body(call);
        CheckKind(request.Kind!, body);
        if (body.Text("metadata", "name") is { } name && name != request.Name)
        {
            throw StatusError.BadRequest(
                $"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }

        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: false);
        var item = cluster.Writer.Update(request.Kind!, NamespaceOf(request), request.Name, _ => body, options);
        return Answer(request, 200, item, options);
    }

    private ApiReply Patch(Call call)
    {
        var request = call.Request;
        var kind = request.Kind!;
        if (IsApply(call.ContentType)) return Apply(call);
        var change = PatchOf(kind, call);
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: false);
        var item = cluster.Writer.Update(kind, NamespaceOf(request), request.Name, change, options);
        return Answer(request, 200, item, options);
    }

    /// <summary>What a patch makes of an object.</summary>
    public static Func<JsonObject, JsonObject> PatchOf(ApiKind kind, Call call)
    {
        switch (MediaType(call.ContentType))
        {
            case "application/json-patch+json":
                return current => JsonPatch.Apply(current, BodyReader.Json(call.Body));
            case "application/merge-patch+json":
                return current => MergePatch.Apply(current, ObjectIn(call));
            case "application/strategic-merge-patch+json" when !kind.Custom:
                return current => StrategicMergePatch.Apply(SchemaTable.Of(kind), current, ObjectIn(call));
            case "application/strategic-merge-patch+json": throw StatusError.CustomPatchMediaType();
            default: throw StatusError.PatchMediaType();
        }
    }

    private static JsonObject ObjectIn(Call call) => BodyReader.Json(call.Body) as JsonObject
        ?? throw StatusError.BadRequest("the patch is no object");

    private ApiReply Apply(Call call)
    {
        var request = call.Request;
        var kind = request.Kind!;
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: true);
        var body = BodyReader.Yaml(call.Body) as JsonObject ?? throw StatusError.BadRequest("error decoding YAML: no object");
        var ns = NamespaceOf(request);
        if (cluster.Store.Find(kind, ns, request.Name) is null && cluster.Access.Permits(call.User, request.Demand with { Verb = "create" }) is null)
            throw Refusals.Forbidden(call.User, request.Demand with { Verb = "create" });
        var (item, created) = cluster.Writer.Apply(kind, ns, request.Name, body, options);
        return Answer(request, created ? 201 : 200, item, options);
    }

    private ApiReply Delete(Call call)
    {
        var request = call.Request;
        var (delete, options) = DeleteOf(call);
        var (item, gone) = cluster.Writer.Delete(request.Kind!, NamespaceOf(request), request.Name, delete, options);
        if (!gone || request.Kind!.ReturnsDeleted || options.DryRun)
            return Answer(request, 200, item, options);
        var details = new JsonObject { ["name"] = item.Name };
        if (item.Kind.Group.Length > 0) details["group"] = item.Kind.Group;
        details["kind"] = item.Kind.Plural;
        details["uid"] = item.Uid;
        return ApiReply.Of(200, new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Success",
            ["details"] = details,
        }) with
        { Warnings = options.Warnings };
    }

    private ApiReply DeleteAll(Call call)
    {
        var (delete, options) = DeleteOf(call);
        var chosen = lists.Chosen(call.Request).ToList();
        foreach (var item in chosen) cluster.Writer.Delete(item.Kind, item.Namespace, item.Name, delete, options);
        return lists.Render(call.Request, chosen, new(cluster.Store.Version));
    }

    private static (DeleteOptions, WriteOptions) DeleteOf(Call call)
    {
        var body = call.Body.Length == 0 ? null : BodyReader.Object(call.ContentType, call.Body, SchemaTable.Body(BodySchemas.DeleteOptions));
        var dryRun = body.Array("dryRun") is { Count: > 0 };
        var query = call.Request.Query;
        return (DeleteOptions.Parse(body, query["propagationPolicy"], query["gracePeriodSeconds"]),
            RequestOptions.Of(call.Request, call.User, call.UserAgent, apply: false, dryRun));
    }
}
