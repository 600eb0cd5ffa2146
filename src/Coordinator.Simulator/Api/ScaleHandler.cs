using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>The scale subresource: the replica count of a workload as an object of its own.</summary>
internal sealed class ScaleHandler(Cluster cluster)
{
    /// <summary>What is read and written here; no kind that is stored.</summary>
    private static readonly ApiKind Scale = new("autoscaling", "v1", "Scale", "scales") { Schema = BodySchemas.Scale };

    public ApiReply Handle(ObjectHandler.Call call)
    {
        var request = call.Request;
        var kind = request.Kind!;
        var ns = ObjectHandler.NamespaceOf(request);
        var item = cluster.Store.Find(kind, ns, request.Name)?.As(kind) ?? throw StatusError.NotFound(kind, request.Name);
        if (request.Method == "GET") return Get(kind, item);
        var apply = ObjectHandler.IsApply(call.ContentType) && request.Method == "PATCH";
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply);
        var wanted = request.Method switch
        {
            "PUT" => Replacing(call),
            "PATCH" when apply => Applying(call, ns),
            "PATCH" => ObjectHandler.PatchOf(kind, call)(View(item)),
            _ => throw StatusError.MethodNotAllowed(),
        };
        // Of what is applied every field counts; elsewhere a count of zero is the same as none.
        var said = apply && wanted.At("spec", "replicas") is not null;
        wanted = ObjectWriter.Decode(Scale, wanted, options);
        if (wanted.Text("metadata", "name") is { } name && name != request.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        var replicas = wanted.Whole("spec", "replicas") ?? 0;
        CheckCount(kind, request.Name, replicas);
        var reply = apply ? cluster.Writer.Apply(kind, ns, request.Name, Applied(kind, request.Name, said ? replicas : null), options).Item
            : Write(request, wanted, replicas, options);
        return ApiReply.Of(200, View(reply)) with { Warnings = options.Warnings };
    }

    private static ApiReply Get(ApiKind kind, StoredObject item)
    {
        // A built-in kind defaults its count; of a custom resource there may be none to show.
        if (!kind.Custom || item.Json.At(kind.ScalePaths.Wanted) is not null) return ApiReply.Of(200, View(item));
        var why = $"the spec replicas field \".{string.Join('.', kind.ScalePaths.Wanted)}\" does not exist";
        throw new StatusError(500, "InternalError", $"Internal error occurred: {why}",
            new() { ["causes"] = new JsonArray(new JsonObject { ["message"] = why }) });
    }

    private static void CheckCount(ApiKind kind, string name, long replicas)
    {
        if (replicas >= 0) return;
        var count = JsonValue.Create(replicas);
        throw kind.Custom
            ? InvalidObject.Of(kind, name, [FieldProblem.Invalid("." + string.Join('.', kind.ScalePaths.Wanted), count, "should be a non-negative integer")])
            : InvalidObject.Of("autoscaling", "Scale", name, [FieldProblem.Invalid("spec.replicas", count, "must be greater than or equal to 0")]);
    }

    private StoredObject Write(ApiRequest request, JsonObject wanted, long replicas, WriteOptions options)
    {
        var version = wanted.Text("metadata", "resourceVersion");
        return cluster.Writer.Update(request.Kind!, ObjectHandler.NamespaceOf(request), request.Name, current =>
        {
            var copy = current.Copy();
            Put(copy, request.Kind!.ScalePaths.Wanted, replicas);
            if (version is not null) copy.Ensure("metadata")["resourceVersion"] = version;
            return copy;
        }, options);
    }

    private JsonObject Replacing(ObjectHandler.Call call)
    {
        var body = BodyReader.Object(call.ContentType, call.Body, SchemaTable.Body(BodySchemas.Scale));
        ObjectHandler.CheckKind(cluster.Kinds, Scale, body);
        ObjectHandler.CheckName(call.Request, body);
        return body;
    }

    private static JsonObject Applying(ObjectHandler.Call call, string ns)
    {
        var body = BodyReader.Yaml(call.Body) as JsonObject ?? [];
        ObjectWriter.CheckApplied(Scale, ns, call.Request.Name, body.Copy(), body);
        return body;
    }

    /// <summary>What applying a Scale means for the object: its replicas, and nothing else.</summary>
    private static JsonObject Applied(ApiKind kind, string name, long? replicas)
    {
        var config = new JsonObject
        { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Name, ["metadata"] = new JsonObject { ["name"] = name } };
        if (replicas is { } count) Put(config, kind.ScalePaths.Wanted, count);
        return config;
    }

    private static void Put(JsonObject item, string[] path, long value) => item.Ensure(path[..^1])[path[^1]] = value;

    private static JsonObject View(StoredObject item)
    {
        var metadata = new JsonObject();
        foreach (var field in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata[field] = item.Json.At("metadata", field)?.DeepClone();
        var spec = new JsonObject();
        var paths = item.Kind.ScalePaths;
        // Zero is left out, as in the server's own form of a Scale.
        if (item.Json.Whole(paths.Wanted) is { } replicas and not 0) spec["replicas"] = replicas;
        var status = new JsonObject { ["replicas"] = item.Json.Whole(paths.Actual) ?? 0 };
        if (paths.Selector.Length > 0 && Selector(item.Json.At(paths.Selector)) is { Length: > 0 } selector) status["selector"] = selector;
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = status,
        };
    }

    /// <summary>A LabelSelector in the form of a query; custom resources may keep it as that already.</summary>
    private static string Selector(JsonNode? selector) => selector.Text() ?? (selector is JsonObject map ? Tables.Texts.Selector(map) : "");
}
