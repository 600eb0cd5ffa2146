using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Api;

/// <summary>TokenRequest: a bearer token for a ServiceAccount, for a time.</summary>
internal static class TokenHandler
{
    private const long DefaultSeconds = 3_600;
    private const long LeastSeconds = 600;
    private const string Version = "authentication.k8s.io/v1";
    private const string Audience = "https://kubernetes.default.svc.cluster.local";

    public static ApiReply Handle(Cluster cluster, ObjectHandler.Call call)
    {
        var request = call.Request;
        if (request.Method != "POST") throw StatusError.MethodNotAllowed();
        var body = call.Body.Length == 0 ? [] : BodyReader.Json(call.Body) as JsonObject ?? throw StatusError.BadRequest("the body is no object");
        var account = cluster.Store.Find(KindTable.ServiceAccount, request.Namespace, request.Name)
            ?? throw StatusError.NotFound(KindTable.ServiceAccount, request.Name);
        var seconds = body.Whole("spec", "expirationSeconds") ?? DefaultSeconds;
        if (seconds < LeastSeconds)
        {
            throw InvalidObject.Of("authentication.k8s.io", "TokenRequest", "",
                [FieldProblem.Invalid("spec.expirationSeconds", JsonValue.Create(seconds), "may not specify a duration less than 10 minutes")]);
        }

        var expires = cluster.Now.AddSeconds(seconds);
        var audiences = body.Array("spec", "audiences") is { Count: > 0 } wanted ? wanted.Copy() : new JsonArray(Audience);
        var options = RequestOptions.Of(request, call.User, call.UserAgent, apply: false);
        var owned = new JsonObject { ["f:expirationSeconds"] = new JsonObject() };
        if (body.Array("spec", "audiences") is { Count: > 0 }) owned["f:audiences"] = new JsonObject();
        return ApiReply.Of(201, new JsonObject
        {
            ["kind"] = "TokenRequest",
            ["apiVersion"] = Version,
            ["metadata"] = new JsonObject
            {
                ["name"] = account.Name,
                ["namespace"] = account.Namespace,
                ["uid"] = account.Uid,
                ["creationTimestamp"] = cluster.NowText,
                ["managedFields"] = new JsonArray(Owner(options.Manager, cluster.NowText, owned)),
            },
            ["spec"] = new JsonObject
            { ["audiences"] = audiences, ["expirationSeconds"] = seconds, ["boundObjectRef"] = body.At("spec", "boundObjectRef")?.DeepClone() },
            ["status"] = new JsonObject { ["token"] = cluster.AccountTokens.Issue(account, expires), ["expirationTimestamp"] = cluster.Text(expires) },
        });
    }

    private static JsonObject Owner(string manager, string time, JsonObject owned) => new()
    {
        ["manager"] = manager,
        ["operation"] = "Update",
        ["apiVersion"] = Version,
        ["time"] = time,
        ["fieldsType"] = "FieldsV1",
        ["fieldsV1"] = new JsonObject { ["f:spec"] = owned },
        ["subresource"] = "token",
    };
}
