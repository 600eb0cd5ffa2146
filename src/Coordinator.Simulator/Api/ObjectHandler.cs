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
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>Reads and writes of objects, alike for every kind. Under the cluster's lock.</summary>
internal sealed class ObjectHandler(Cluster cluster)
{
    private const string ApplyType = "application/apply-patch+yaml";
    private const string StrategicType = "application/strategic-merge-patch+json";

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
        CheckTarget(request, kind);
        return request.Method switch
        {
            "GET" => request.Name.Length == 0 ? lists.List(request) : Get(request),
            "POST" => Create(call),
            "PUT" => Replace(call),
            "PATCH" => Patch(call),
            "DELETE" => request.Name.Length == 0 ? DeleteAll(call) : Delete(call),
            _ => throw StatusError.MethodNotAllowed(),
        };
    }

    /// <summary>A collection is listed, created in or emptied; only lists span the namespaces.</summary>
    private static void CheckTarget(ApiRequest request, ApiKind kind)
    {
        if (request.Name.Length > 0 || request.Method == "GET") return;
        var allowed = request.Method is "POST" || (request.Method == "DELETE" && kind.Verbs.Contains("deletecollection"));
        if (!allowed || (kind.Namespaced && request.Namespace.Length == 0)) throw StatusError.MethodNotAllowed();
    }

    public static string NamespaceOf(ApiRequest request) => request.Kind!.Namespaced ? request.Namespace : "";

    public static bool IsApply(string contentType) => MediaType(contentType) is ApplyType or "application/apply-patch";

    public static string MediaType(string contentType) => contentType.Split(';')[0].Trim().ToLowerInvariant();

    private static (JsonObject Body, WriteOptions Options) BodyOf(Call call)
    {
        var repeated = new List<string>();
        var body = BodyReader.Object(call.ContentType, call.Body, SchemaTable.Of(call.Request.Kind!), repeated);
        return (body, RequestOptions.Of(call.Request, call.User, call.UserAgent, apply: false) with { Duplicates = repeated });
    }

    private ApiReply Get(ApiRequest request)
    {
        if (request.Query["resourceVersion"] is { Length: > 0 } text)
        {
            if (!ulong.TryParse(text, out var version)) throw ListHandler.BadVersion(text, 500);
            if (version > (ulong)cluster.Store.Version) throw ListHandler.TooLarge((long)version, cluster.Store.Version);
        }

        var ns = NamespaceOf(request);
        var stale = cluster.Faults.StaleVersion("GET", request.Path);
        var shelf = cluster.Store.Shelf(request.Kind!);
        var item = stale is null ? shelf.Find(ns, request.Name)
            : shelf.AsOf(ns, Math.Max(stale.Value, shelf.Compacted)).FirstOrDefault(one => one.Name == request.Name);
        return Shown(request, 200, item ?? throw StatusError.NotFound(request.Kind!, request.Name));
    }

    /// <summary>A refusal carries the warnings that arose before it.</summary>
    private static StoredObject Warned(WriteOptions options, Func<StoredObject> write)
    {
        try
        {
            return write();
        }
        catch (StatusError refusal) when (options.Warnings.Count > 0)
        {
            refusal.Warnings = options.Warnings;
            throw;
        }
    }

    private ApiReply Create(Call call)
    {
        var request = call.Request;
        if (request.Name.Length > 0) throw StatusError.MethodNotAllowed();
        var (body, options) = BodyOf(call);
        CheckKind(cluster.Kinds, request.Kind!, body);
        var item = Warned(options, () => cluster.Writer.Create(request.Kind!, NamespaceOf(request), body, options));
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

    public static void CheckKind(KindRegistry kinds, ApiKind kind, JsonObject body)
    {
        var version = body.Text("apiVersion");
        var name = body.Text("kind");
        if (kind.Custom || kind == KindTable.Definition) CheckExtension(kind, body, version, name);
        if ((version is null || version == kind.ApiVersion) && (name is null || name == kind.Name)) return;
        if (kinds.FindByName(version ?? "", name ?? "") is { } other)
        {
            throw StatusError.BadRequest($"{name} in version \"{other.Version}\" cannot be handled as a {kind.Name}: converting "
                + $"({other.Version}.{name}) to ({(kind.Group.Length == 0 ? "core" : kind.Group)}.{kind.Name}): unknown conversion");
        }

        throw StatusError.BadRequest($"{name} in version \"{version}\" cannot be handled as a {kind.Name}: no kind \"{name}\" is "
            + $"registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"");
    }

    /// <summary>Custom resources and their definitions have a server of their own, which is stricter and words it otherwise.</summary>
    private static void CheckExtension(ApiKind kind, JsonObject body, string? version, string? name)
    {
        if (kind.Custom && name is null)
        {
            var text = body.ToJsonString();
            throw StatusError.BadRequest($"the object provided is unrecognized (must be of type {kind.Name}): Object 'Kind' is missing in '{text}' "
                + $"({(text.Length > 30 ? text[..30] + " ..." : text)})");
        }

        if (version is not null && version != kind.ApiVersion)
            throw StatusError.BadRequest($"the API version in the data ({version}) does not match the expected API version ({kind.ApiVersion})");
        if (kind.Custom && name != kind.Name)
            throw InvalidObject.Of(kind.Group, name!, body.Text("metadata", "name") ?? "", [FieldProblem.Invalid("kind", name!, $"must be {kind.Name}")]);
    }

    private ApiReply Replace(Call call)
    {
        var request = call.Request;
        var (body, options) = BodyOf(call);
        CheckKind(cluster.Kinds, request.Kind!, body);
        CheckName(request, body);
        var kind = request.Kind!;
        var ns = NamespaceOf(request);
        if (kind.CreatesByUpdate && request.Subresource.Length == 0 && cluster.Store.Find(kind, ns, request.Name) is null)
        {
            var demand = request.Demand with { Verb = "create" };
            if (cluster.Access.Permits(call.User, demand) is null) throw Refusals.Forbidden(call.User, demand);
            return Answer(request, 201, Warned(options, () => cluster.Writer.Create(kind, ns, body, options)), options);
        }

        return Answer(request, 200, Warned(options, () => cluster.Writer.Update(kind, ns, request.Name, _ => body, options)), options);
    }

    /// <summary>What replaces an object says which, and in which namespace.</summary>
    public static void CheckName(ApiRequest request, JsonObject body)
    {
        var name = body.Text("metadata", "name");
        if (string.IsNullOrEmpty(name))
            throw StatusError.NoName(request.Name);
        if (name != request.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        if (request.Kind!.Namespaced && body.Text("metadata", "namespace") is { Length: > 0 } ns && ns != request.Namespace)
            throw StatusError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    private ApiReply Patch(Call call)
    {
        var request = call.Request;
        var kind = request.Kind!;
        if (IsApply(call.ContentType)) return Apply(call);
        var repeated = new List<string>();
        var change = PatchOf(kind, call, repeated);
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: false) with { Duplicates = repeated, ShownPatch = ShownPatch(call) };
        var item = Warned(options, () => cluster.Writer.Update(kind, NamespaceOf(request), request.Name, change, options));
        return Answer(request, 200, item, options);
    }

    /// <summary>A strategic merge patch as refusals show it.</summary>
    private static string? ShownPatch(Call call) =>
        MediaType(call.ContentType) == StrategicType ? StrategicMergePatch.Shown(BodyReader.Json(call.Body)) : null;

    /// <summary>What a patch makes of an object.</summary>
    public static Func<JsonObject, JsonObject> PatchOf(ApiKind kind, Call call, List<string>? repeated = null)
    {
        switch (MediaType(call.ContentType))
        {
            case "application/json-patch+json":
                return current => JsonPatch.Apply(current, BodyReader.Json(call.Body));
            case "application/merge-patch+json":
                var merged = ObjectIn(call, repeated);
                return current => MergePatch.Apply(current, merged);
            case StrategicType when !kind.Custom:
                var patch = ObjectIn(call, repeated);
                return current => StrategicMergePatch.Apply(SchemaTable.Of(kind), current, patch);
            case StrategicType: throw StatusError.CustomPatchMediaType();
            default: throw StatusError.PatchMediaType();
        }
    }

    private static JsonObject ObjectIn(Call call, List<string>? repeated) => BodyReader.Json(call.Body, repeated) as JsonObject
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
        if (!gone || request.Kind!.ReturnsDeleted)
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
        return lists.List(call.Request, item => cluster.Writer.Delete(item.Kind, item.Namespace, item.Name, delete, options));
    }

    private static (DeleteOptions, WriteOptions) DeleteOf(Call call)
    {
        var body = call.Body.Length == 0 ? null : BodyReader.Object(call.ContentType, call.Body, SchemaTable.Body(BodySchemas.DeleteOptions));
        var query = call.Request.Query;
        var delete = DeleteOptions.Parse(body, query["propagationPolicy"], query["gracePeriodSeconds"]);
        return (delete, RequestOptions.Of(call.Request, call.User, call.UserAgent, apply: false, delete.DryRun));
    }
}
