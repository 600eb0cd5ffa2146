using System.Collections.Immutable;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>One call of the Kubernetes API.</summary>
internal sealed record ApiRequest
{
    /// <summary>Media type of a server-side apply.</summary>
    public const string Apply = "application/apply-patch+yaml";

    /// <summary>Verb.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Path and query, relative to the server's address, beginning with a slash.</summary>
    public required string Path { get; init; }

    /// <summary>Body; null = none.</summary>
    public string? Body { get; init; }

    /// <summary>Media type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Accepted media type.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Further headers of a proxied request, which go on to the pod.</summary>
    public ImmutableArray<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether it may be sent again when it is not known what became of it: reads, and writes that carry the
    /// resourceVersion they were decided on.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Whether a pod answers instead of the API server: then 5xx and its own 401 and 429 are answers, not
    /// faults.</summary>
    public bool Proxied { get; init; }

    /// <summary>Whether it is one of a load, which keeps to a rate of its own: waiting for the cluster's budget would be taken for a slow
    /// answer.</summary>
    public bool IsLoad { get; init; }

    /// <summary>Called before each attempt is sent, after every wait; null = nobody wants to know.</summary>
    public Action? Sent { get; init; }

    /// <summary>Limit of an attempt in wall time; null = the configured one, infinite where the caller has a limit of its own.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Limit of the body in wall time once the answer has begun, for a watch; null = the call's limit is that of
    /// everything.</summary>
    public TimeSpan? StreamLimit { get; init; }

    /// <summary>Attempts; null = the configured number.</summary>
    public int? Attempts { get; init; }

    /// <summary>Budget.</summary>
    public ApiPriority Priority { get; init; }

    /// <summary>Greatest size of the answer in bytes; a larger one is a fault.</summary>
    public long MaximumBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>A read.</summary>
    public static ApiRequest Get(string path) => new() { Method = HttpMethod.Get, Path = path, Repeatable = true };
}
