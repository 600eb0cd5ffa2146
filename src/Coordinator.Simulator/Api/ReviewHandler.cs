using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>Questions about access: who one is, what one may do, whether another may. Nothing is stored.</summary>
internal static class ReviewHandler
{
    private static readonly Dictionary<ApiKind, Func<Cluster, User, JsonObject?, JsonObject>> Answers = new()
    {
        [KindTable.SelfSubjectAccessReview] = (cluster, user, spec) => Allowed(cluster, user, spec),
        [KindTable.SubjectAccessReview] = (cluster, _, spec) => Allowed(cluster, Subject(spec), spec),
        [KindTable.LocalSubjectAccessReview] = (cluster, _, spec) => Allowed(cluster, Subject(spec), spec),
        [KindTable.SelfSubjectRulesReview] = (cluster, user, spec) => RulesOf(cluster, user, spec),
        [KindTable.SelfSubjectReview] = (_, user, _) => new JsonObject { ["userInfo"] = Info(user) },
        [KindTable.TokenReview] = (cluster, _, spec) => Owner(cluster, spec),
    };

    public static bool Answered(ApiKind kind) => Answers.ContainsKey(kind);

    public static ApiReply Handle(Cluster cluster, ObjectHandler.Call call)
    {
        if (call.Request.Method != "POST") throw StatusError.MethodNotAllowed();
        var kind = call.Request.Kind!;
        var body = BodyReader.Object(call.ContentType, call.Body, SchemaTable.Of(kind));
        var spec = Decoder.Canonical(kind, body, []).Object("spec");
        if (kind == KindTable.LocalSubjectAccessReview && spec.Text("resourceAttributes", "namespace") is var ns && ns != call.Request.Namespace)
        {
            throw InvalidObject.Of("authorization.k8s.io", "", "",
                [FieldProblem.Invalid("spec.resourceAttributes.namespace", ns ?? "", "must match metadata.namespace")]);
        }

        var status = Answers[kind](cluster, call.User, spec);
        var options = RequestOptions.Of(call.Request, call.User, call.UserAgent, apply: false);
        var metadata = new JsonObject();
        if (kind == KindTable.SelfSubjectReview) metadata["creationTimestamp"] = cluster.NowText;
        if (kind.Namespaced) metadata["namespace"] = call.Request.Namespace;
        var answer = new JsonObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata };
        // The answer to what one may do tells nothing of the question.
        if (kind == KindTable.SelfSubjectRulesReview) spec = null;
        if (spec is not null) answer["spec"] = spec.Copy();
        else if (kind != KindTable.SelfSubjectReview) answer["spec"] = new JsonObject();
        Apply.Ownership.Update(kind, null, answer, options.Writer(cluster.NowText, ownsStatus: false));
        answer["status"] = status;
        return ApiReply.Of(201, answer);
    }

    private static JsonObject Allowed(Cluster cluster, User user, JsonObject? spec)
    {
        if (spec.Object("resourceAttributes") is not null && spec.Object("nonResourceAttributes") is { } path)
        {
            throw InvalidObject.Of("authorization.k8s.io", "", "", [FieldProblem.Invalid("spec.nonResourceAttributes",
                new JsonObject { ["Path"] = path.Text("path") ?? "", ["Verb"] = path.Text("verb") ?? "" },
                "cannot be specified in combination with resourceAttributes")]);
        }

        if (spec.Object("resourceAttributes") is null == (spec.Object("nonResourceAttributes") is null))
        {
            throw InvalidObject.Of("authorization.k8s.io", "", "",
                [FieldProblem.InvalidRaw("spec.resourceAttributes", "null",
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified")]);
        }

        var reason = cluster.Access.Allows(user, Asked(spec!));
        var status = new JsonObject { ["allowed"] = reason is not null };
        if (!string.IsNullOrEmpty(reason)) status["reason"] = reason;
        else if (reason is null && cluster.Access.Missing(user, spec.Text("resourceAttributes", "namespace") ?? "") is { } missing)
            status["reason"] = missing;
        return status;
    }

    private static User Subject(JsonObject? spec)
    {
        var groups = spec.Array("groups")?.Select(group => group.Text() ?? "").ToArray() ?? [];
        if (spec.Text("user") is null && groups.Length == 0)
        {
            throw InvalidObject.Of("authorization.k8s.io", "", "",
                [FieldProblem.Invalid("spec.user", "", "at least one of user or group must be specified")]);
        }

        return new(spec.Text("user") ?? "", groups);
    }

    private static JsonObject RulesOf(Cluster cluster, User user, JsonObject? spec)
    {
        if (spec.Text("namespace") is not { } ns)
            throw StatusError.BadRequest("no namespace on request");
        var (resources, paths) = cluster.Access.RulesOf(user, ns);
        return new JsonObject { ["resourceRules"] = resources, ["nonResourceRules"] = paths, ["incomplete"] = false };
    }

    private static JsonObject Owner(Cluster cluster, JsonObject? spec)
    {
        var token = spec.Text("token") ?? throw StatusError.BadRequest("token is required for TokenReview in authentication");
        if (cluster.AccountTokens.Find(token) is not { } user)
            return new JsonObject { ["user"] = new JsonObject(), ["error"] = "[invalid bearer token, token lookup failed]" };
        return new JsonObject { ["authenticated"] = true, ["user"] = Info(user), ["audiences"] = spec.Array("audiences")?.Copy() };
    }

    private static JsonObject Info(User user) => new()
    { ["username"] = user.Name, ["groups"] = new JsonArray([.. user.Groups.Select(group => (JsonNode)group)]) };

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
