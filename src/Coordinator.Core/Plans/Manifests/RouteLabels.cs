using Coordinator.Core.Recording;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>
/// Annotations that the coordinator puts on a route. Several applications may share one, so that each has its own owner, turn
/// and weights there.
/// </summary>
/// <param name="Owner">Annotation: installation and environment key that own this application's part.</param>
/// <param name="Turn">Annotation: number of the decision that wrote it.</param>
/// <param name="Weights">Annotation: the weights that were written, <c>blue=90,green=10</c>.</param>
public sealed record RouteLabels(string Owner, string Turn, string Weights)
{
    private const int MaximumNameLength = 63;
    private const int DigestLength = 8;

    /// <summary>The annotations of an application.</summary>
    public static RouteLabels Of(string application)
    {
        var name = Short(application);
        return new($"owner.coordinator.dev/{name}", $"turn.coordinator.dev/{name}", $"weights.coordinator.dev/{name}");
    }

    /// <summary>The name of an annotation has at most 63 characters: a longer one is cut and told apart by its digest.</summary>
    private static string Short(string application) => application.Length <= MaximumNameLength
        ? application
        : $"{application[..(MaximumNameLength - DigestLength - 1)]}-{Digest.Of(application)[^DigestLength..]}";
}
