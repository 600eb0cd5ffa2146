namespace Coordinator.Kubernetes.Clusters;

/// <summary>Which objects of a namespace.</summary>
/// <param name="Kind">Their kind.</param>
/// <param name="Labels">Label selector; null = any.</param>
/// <param name="Fields">Field selector; null = any.</param>
internal sealed record ObjectQuery(ResourceKind Kind, string? Labels = null, string? Fields = null)
{
    /// <summary>One object by its name.</summary>
    public static ObjectQuery Named(ResourceKind kind, string name) => new(kind, Fields: $"metadata.name={name}");

    /// <summary>The selectors as parameters of an address, each with its ampersand.</summary>
    public string Parameters =>
        (Labels is null ? "" : $"&labelSelector={Uri.EscapeDataString(Labels)}")
        + (Fields is null ? "" : $"&fieldSelector={Uri.EscapeDataString(Fields)}");
}
