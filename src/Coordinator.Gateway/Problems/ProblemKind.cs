namespace Coordinator.Gateway.Problems;

/// <summary>A kind of error. Scripts depend on the codes: one is never renamed.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">The same for the code.</param>
internal sealed record ProblemKind(string Code, int Status, string Title)
{
    public static readonly ProblemKind BadRequest = new("bad-request", 400, "The request is malformed");
    public static readonly ProblemKind BadJson = new("bad-json", 400, "The body is not the JSON that is expected");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Who asks is not known");
    public static readonly ProblemKind NotPermitted = new("not-permitted", 403, "The role does not permit it");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such thing");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "The address does not take this method");
    public static readonly ProblemKind NameTaken = new("name-taken", 409, "The name belongs to a release with other content");
    public static readonly ProblemKind Refused = new("refused", 409, "The state of the release does not allow it");
    public static readonly ProblemKind TooLarge = new("too-large", 413, "The body is too large");
    public static readonly ProblemKind MediaType = new("unsupported-media-type", 415, "The body is of a type that is not read");
    public static readonly ProblemKind InvalidInput = new("invalid-input", 422, "The input is not valid");
    public static readonly ProblemKind TooMany = new("too-many-requests", 429, "Too much at once");
    public static readonly ProblemKind Internal = new("internal", 500, "The server failed");
    public static readonly ProblemKind StorageUnavailable = new("storage-unavailable", 503, "The store does not answer");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "The actor does not answer");
    public static readonly ProblemKind NotReady = new("not-ready", 503, "The server is not ready");

    /// <summary>The kind of a status that was set without a body.</summary>
    public static ProblemKind Of(int status) => status switch
    {
        401 => Unauthenticated,
        403 => NotPermitted,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => TooLarge,
        415 => MediaType,
        429 => TooMany,
        503 => Unavailable,
        >= 500 => Internal with { Status = status },
        _ => BadRequest with { Status = status },
    };
}
