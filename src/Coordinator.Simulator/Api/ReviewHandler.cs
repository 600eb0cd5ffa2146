using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;

namespace Coordinator.Simulator.Api;

/// <summary>SelfSubjectAccessReview: whether the asker may do what it asks about. Nothing is stored.</summary>
internal static class ReviewHandler
{
    public static ApiReply Handle(Cluster cluster, ObjectHandler.Call call)
    {
        if (call.Request.Method != "POST") throw StatusError.MethodNotAllowed();
        var body = BodyReader.Object(call.ContentType, call.Body, SchemaTable.Of(call.Request.Kind!));
        var review = Decoder.Canonical(KindTable.SelfSubjectAccessReview, body, []);
        var spec = review.Object("spec");
        if (spec.Object("resourceAttributes") is null == (spec.Object("nonResourceAttributes") is null))
        {
            throw Validation.InvalidObject.Of("authorization.k8s.io", "", "",
                [Validation.FieldProblem.InvalidRaw("spec.resourceAttributes", "null",
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified")]);
        }

        var reason = cluster.Access.Allows(call.User, Asked(spec!));
        var status = new JsonObject { ["allowed"] = reason is not null };
        if (!string.IsNullOrEmpty(reason)) status["reason"] = reason;
        var options = RequestOptions.Of(call.Request, call.User, call.UserAgent, apply: false);
        var answer = new JsonObject
        {
            ["kind"] = KindTable.SelfSubjectAccessReview.Name,
            ["apiVersion"] = KindTable.SelfSubjectAccessReview.ApiVersion,
            ["metadata"] = new JsonObject(),
            ["spec"] = spec!.Copy(),
        };
        Apply.Ownership.Update(KindTable.SelfSubjectAccessReview, null, answer, options.Writer(cluster.NowText, ownsStatus: false));
        answer["status"] = status;
        return ApiReply.Of(201, answer);
    }

    private static Demand Asked(JsonObject spec)
    {
        if (spec.Object("nonResourceAttributes") is { } path)
            return new(path.Text("verb") ?? "") { Path = path.Text("path") ?? "" };
        var resource = spec.Object("resourceAttributes");
        return new(resource.Text("verb") ?? "")
        {
            Group = resource.Text("group") ?? "",
            Resource = resource.Text("resource") ?? "",
            Subresource = resource.Text("subresource") ?? "",
            Namespace = resource.Text("namespace") ?? "",
            Name = resource.Text("name") ?? "",
        };
    }
}
