using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Patches;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>The scale subresource: the replica count of a workload as an object of its own.</summary>
internal sealed class ScaleHandler(Cluster cluster)
{
    public ApiReply Handle(ObjectHandler.Call call)
    {
        var request = call.Request;
        var kind = request.Kind!;
        var ns = ObjectHandler.NamespaceOf(request);
        var item = cluster.Store.Find(kind, ns, request.Name)?.As(kind) ?? throw StatusError.NotFound(kind, request.Name);
        if (request.Method is "GET" or "HEAD") return ApiReply.Of(200, View(item));
        var wanted = request.Method switch
        {
            "PUT" => BodyReader.Object(call.ContentType, call.Body, SchemaTable.Body(BodySchemas.Scale)),
            "PATCH" => Patched(kind, call, View(item)),
            _ => throw StatusError.MethodNotAllowed(),
        };
        var replicas = wanted.Whole("spec", "replicas") ?? 0;
        var version = wanted.Text("metadata", "resourceVersion");
        if (replicas < 0)
        {
            throw InvalidObject.Of("autoscaling", "Scale", request.Name,
                [FieldProblem.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0")]);
        }

        var apply = ObjectHandler.IsApply(call.ContentType) && request.Method == "PATCH";
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply);
        if (apply) return ApiReply.Of(200, View(cluster.Writer.Apply(kind, ns, request.Name, Applied(kind, request.Name, replicas), options).Item));
        var stored = cluster.Writer.Update(kind, ns, request.Name, current =>
        {
            var copy = current.Copy();
            Put(copy, kind.ScalePaths.Wanted, replicas);
            if (version is not null) copy.Ensure("metadata")["resourceVersion"] = version;
            return copy;
        }, options);
        return ApiReply.Of(200, View(stored));
    }

    /// <summary>What applying a Scale means for the object: its replicas, and nothing else.</summary>
    private static JsonObject Applied(ApiKind kind, string name, long replicas)
    {
        var config = new JsonObject
        { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Name, ["metadata"] = new JsonObject { ["name"] = name } };
        Put(config, kind.ScalePaths.Wanted, replicas);
        return config;
    }

    private static void Put(JsonObject item, string[] path, long value) => item.Ensure(path[..^1])[path[^1]] = value;

    private static JsonObject Patched(ApiKind kind, ObjectHandler.Call call, JsonObject view)
    {
        if (ObjectHandler.IsApply(call.ContentType))
            return MergePatch.Apply(view, BodyReader.Yaml(call.Body) as JsonObject ?? []);
        return ObjectHandler.PatchOf(kind, call)(view);
    }

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
        if (Selector(item.Json.At(paths.Selector)) is { Length: > 0 } selector) status["selector"] = selector;
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
