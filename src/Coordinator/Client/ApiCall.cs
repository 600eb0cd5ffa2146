namespace Coordinator.Client;

/// <summary>One call, sent as often as it takes.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Path and query behind <c>/api/v1/</c>.</param>
internal sealed record ApiCall(HttpMethod Method, string Path)
{
    public string? Body { get; init; }

    public string BodyType { get; init; } = "application/json";

    /// <summary>Lets the server recognise a repetition; null for reads.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Null = <see cref="ClientOptions.CallTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}
