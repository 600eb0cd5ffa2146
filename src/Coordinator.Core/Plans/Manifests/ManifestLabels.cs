using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>Labels and annotations that the coordinator puts on objects.</summary>
public static class ManifestLabels
{
    /// <summary>Says that the coordinator applies the object.</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The release that applied it last.</summary>
    public const string Release = "coordinator.dev/release";

    /// <summary>The version of that release.</summary>
    public const string Version = "app.kubernetes.io/version";

    /// <summary>Annotation: installation and environment key that own the object.</summary>
    public const string Owner = "coordinator.dev/owner";

    /// <summary>Annotation: number of the decision that wrote the object.</summary>
    public const string Turn = "coordinator.dev/turn";

    /// <summary>Annotation of the traffic object: the colour that carries the weight.</summary>
    public const string Active = "coordinator.dev/active";

    /// <summary>Labels that never enter a selector: they change from release to release, a Deployment's selector can't.</summary>
    internal static readonly ImmutableArray<string> NeverSelect = [Version, Release];

    private const int MaximumLabelLength = 63;

    /// <summary>A text as the value of a label: <c>+</c> and whatever else a label may not hold become <c>_</c>.</summary>
    public static string Value(string text)
    {
        var safe = new string([.. text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_')]);
        return (safe.Length > MaximumLabelLength ? safe[..MaximumLabelLength] : safe).Trim('-', '.', '_');
    }

    /// <summary>Marks an object as applied by a release.</summary>
    internal static void Mark(JsonObject body, string release, string version)
    {
        var labels = body.Child("metadata").Child("labels");
        labels[ManagedBy] = "coordinator";
        labels[Release] = Value(release);
        labels[Version] = Value(version);
    }
}
