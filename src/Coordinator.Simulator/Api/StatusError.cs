using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Api;

/// <summary>A refusal, answered as a Status object.</summary>
internal sealed class StatusError(int code, string? reason, string message, JsonObject? details = null) : Exception(message)
{
    public int Code { get; } = code;

    public string? Reason { get; } = reason;

    public JsonObject? Details { get; } = details;

    /// <summary>What the client is warned of though its request is refused.</summary>
    public List<string> Warnings { get; set; } = [];

    public JsonObject ToJson()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (Reason is not null) status["reason"] = Reason;
        if (Details is not null) status["details"] = Details.DeepClone();
        status["code"] = Code;
        return status;
    }

    public static StatusError BadRequest(string message) => new(400, "BadRequest", message);

    /// <summary>What is sent names no object, where the path does.</summary>
    public static StatusError NoName(string name) =>
        BadRequest($"the name of the object ({name} based on URL) was undeterminable: name must be provided");

    public static StatusError NotFound(Kinds.ApiKind kind, string name) =>
        new(404, "NotFound", $"{kind.Resource} \"{name}\" not found", DetailsOf(kind, name));

    public static StatusError NoSuchResource() =>
        new(404, "NotFound", "the server could not find the requested resource", []);

    public static StatusError AlreadyExists(Kinds.ApiKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.Resource} \"{name}\" already exists", DetailsOf(kind, name));

    public static StatusError Conflict(Kinds.ApiKind kind, string name) => ConflictOver(kind, name,
        "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>A conflict over something other than a stale version.</summary>
    public static StatusError ConflictOver(Kinds.ApiKind kind, string name, string what) => new(409, "Conflict",
        $"Operation cannot be fulfilled on {kind.Resource} \"{name}\": {what}", DetailsOf(kind, name));

    /// <summary>A precondition of a delete that does not hold; its message names the kind, not the resource.</summary>
    public static StatusError Precondition(Kinds.ApiKind kind, string name, string what) => new(409, "Conflict",
        $"Operation cannot be fulfilled on {kind.QualifiedName} \"{name}\": {what}",
        DetailsOf(kind, name, kind.Name));

    public static StatusError Forbidden(Kinds.ApiKind kind, string name, string why) => new(403, "Forbidden",
        $"{kind.Resource} \"{name}\" is forbidden: {why}", DetailsOf(kind, name));

    public static StatusError MethodNotAllowed() => new(405, "MethodNotAllowed",
        "the server does not allow this method on the requested resource", []);

    /// <summary>422 for a bad request that the server tells no more of (a JSON patch that does not fit).</summary>
    public static StatusError Unprocessable() => new(422, "Invalid",
        "the server rejected our request due to an error in our request", []);

    public static StatusError PatchMediaType() =>
        new(415, "UnsupportedMediaType", "415: Unsupported Media Type", []);

    /// <summary>A strategic merge patch of a custom resource, whose lists have no merge keys.</summary>
    public static StatusError CustomPatchMediaType() => new(415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
        + "application/merge-patch+json, application/apply-patch+yaml");

    public static StatusError BodyMediaType(bool protobuf = true) => new(415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml"
        + (protobuf ? ", application/vnd.kubernetes.protobuf" : ""));

    /// <summary>A namespace on its way out takes nothing new.</summary>
    public static StatusError NamespaceTerminating(Kinds.ApiKind kind, string name, string ns)
    {
        var details = DetailsOf(kind, name);
        details["causes"] = new JsonArray(new JsonObject
        { ["reason"] = "NamespaceTerminating", ["message"] = $"namespace {ns} is being terminated", ["field"] = "metadata.namespace" });
        return new(403, "Forbidden", $"{kind.Resource} \"{name}\" is forbidden: unable to create new content in namespace {ns} because it is being terminated",
            details);
    }

    /// <summary>A part of the API that the simulator tells of, as the real one does, but can't do.</summary>
    public static StatusError NotSimulated(string what) => new(501, "NotImplemented", $"the simulator does not serve {what}");

    public static StatusError NotAcceptable(string message) => new(406, "NotAcceptable", message);

    /// <summary>No media type that the client names is one that the server has.</summary>
    public static StatusError NoRepresentation() => new(406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: "
        + "application/json, application/yaml, application/vnd.kubernetes.protobuf, application/json;stream=watch, "
        + "application/vnd.kubernetes.protobuf;stream=watch", []);

    public static StatusError Expired(string message) => new(410, "Expired", message);

    public static StatusError Unavailable(string message) => new(503, "ServiceUnavailable", message);

    private static JsonObject DetailsOf(Kinds.ApiKind kind, string name, string? said = null)
    {
        var details = new JsonObject { ["name"] = name };
        if (kind.Group.Length > 0) details["group"] = kind.Group;
        details["kind"] = said ?? kind.Plural;
        return details;
    }
}
