using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>
/// Questions that the asker puts about itself, answered and not stored: may I (SelfSubjectAccessReview), what may I
/// (SelfSubjectRulesReview), who am I (SelfSubjectReview).
/// </summary>
internal static class ReviewHandler
{
    private delegate JsonObject Answer(Cluster cluster, User user, JsonObject review);

    private static readonly Dictionary<ApiKind, Answer> Answers = new()
    {
        [KindTable.SelfSubjectAccessReview] = Access,
        [KindTable.SelfSubjectRulesReview] = Rules,
        [KindTable.SelfSubjectReview] = Self,
    };

    public static bool Answering(ApiKind kind) => Answers.ContainsKey(kind);

    public static ApiReply Handle(Cluster cluster, ObjectHandler.Call call)
    {
        if (call.Request.Method != "POST") throw StatusError.MethodNotAllowed();
        var kind = call.Request.Kind!;
        var body = BodyReader.Object(call.ContentType, call.Body, SchemaTable.Of(kind));
        var review = Decoder.Canonical(kind, body, []);
        var status = Answers[kind](cluster, call.User, review);
        var options = RequestOptions.Of(call.Request, call.User, call.UserAgent, apply: false);
        var answer = new JsonObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion, ["metadata"] = new JsonObject() };
        if (review.Object("spec") is { } spec) answer["spec"] = spec.Copy();
        Apply.Ownership.Update(kind, null, answer, options.Writer(cluster.NowText, ownsStatus: false));
        answer["status"] = status;
        return ApiReply.Of(201, answer);
    }

    private static JsonObject Access(Cluster cluster, User user, JsonObject review)
    {
        var spec = review.Object("spec");
        if (spec.Object("resourceAttributes") is null == (spec.Object("nonResourceAttributes") is null))
        {
            throw InvalidObject.Of("authorization.k8s.io", "", "", [FieldProblem.InvalidRaw("spec.resourceAttributes", "null",
                "exactly one of nonResourceAttributes or resourceAttributes must be specified")]);
        }

        var reason = cluster.Access.Allows(user, Asked(spec!));
        var status = new JsonObject { ["allowed"] = reason is not null };
        if (!string.IsNullOrEmpty(reason)) status["reason"] = reason;
        return status;
    }

    private static JsonObject Rules(Cluster cluster, User user, JsonObject review)
    {
        if (review.Text("spec", "namespace") is not { Length: > 0 } ns) throw StatusError.BadRequest("no namespace on request");
        var rules = cluster.Access.Grants(user, ns).SelectMany(grant => grant.Rules).ToList();
        return new JsonObject
        {
            ["resourceRules"] = Listed(rules.Where(rule => rule["nonResourceURLs"] is null)),
            ["nonResourceRules"] = Listed(rules.Where(rule => rule["nonResourceURLs"] is not null)),
            ["incomplete"] = false,
        };
    }

    private static JsonArray Listed(IEnumerable<JsonObject> rules) => new([.. rules.Select(rule => rule.Copy())]);

    private static JsonObject Self(Cluster cluster, User user, JsonObject review) => new()
    {
        ["userInfo"] = new JsonObject { ["username"] = user.Name, ["groups"] = DiscoveryHandler.Strings(user.Groups) },
    };

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
