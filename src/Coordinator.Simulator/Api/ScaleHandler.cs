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
        var item = cluster.Store.Find(kind, ns, request.Name) ?? throw StatusError.NotFound(kind, request.Name);
        if (request.Method is "GET" or "HEAD") return ApiReply.Of(200, View(item));
        var wanted = request.Method switch
        {
            "PUT" => BodyReader.Object(call.ContentType, call.Body, SchemaTable.Body("V1Scale")),
            "PATCH" => Patched(kind, call, View(item)),
            _ => throw StatusError.MethodNotAllowed(),
        };
        var replicas = wanted.Whole("spec", "replicas") ?? 0;
        if (replicas < 0)
        {
            throw InvalidObject.Of("autoscaling", "Scale", request.Name,
                [FieldProblem.Invalid("spec.replicas", JsonValue.Create(replicas), "must be greater than or equal to 0")]);
        }

        var options = RequestOptions.Of(request, call.User, call.UserAgent, ObjectHandler.IsApply(call.ContentType));
        var version = wanted.Text("metadata", "resourceVersion");
        var stored = cluster.Writer.Update(kind, ns, request.Name, current =>
        {
            var copy = current.Copy();
            copy.Ensure("spec")["replicas"] = replicas;
            if (version is not null) copy.Ensure("metadata")["resourceVersion"] = version;
            return copy;
        }, options);
        return ApiReply.Of(200, View(stored));
    }

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
        // Zero is left out, as in the server's own form of a Scale.
        if (item.Json.Whole("spec", "replicas") is { } replicas and not 0) spec["replicas"] = replicas;
        var labels = item.Json.Texts("spec", "selector", "matchLabels").OrderBy(pair => pair.Key, StringComparer.Ordinal);
        return new JsonObject
        {
            ["kind"] = "Scale",
            ["apiVersion"] = "autoscaling/v1",
            ["metadata"] = metadata,
            ["spec"] = spec,
            ["status"] = new JsonObject
            {
                ["replicas"] = item.Json.Whole("status", "replicas") ?? 0,
                ["selector"] = string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}")),
            },
        };
    }
}
