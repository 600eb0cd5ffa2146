using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Cluster;
using Coordinator.Formats.Release;

namespace Coordinator.Formats;

/// <summary>Writes documents in the form that <see cref="FormatReader"/> reads. What equals its default is left out.</summary>
public static class FormatWriter
{
    private static readonly JsonSerializerOptions Indented = new(CoreJson.Options) { WriteIndented = true };

    /// <summary>
    /// A Release document in JSON, which is also YAML; the command line sends it. The same release always gives the same text.
    /// </summary>
    public static string Write(ReleaseSpec release, bool indented = false) =>
        ReleaseShape.Shape.Write(release).ToJsonString(indented ? Indented : CoreJson.Options);

    /// <summary>A Cluster document in JSON, which is also YAML.</summary>
    public static string Write(ClusterSpec cluster, bool indented = false) =>
        ClusterShape.Shape.Write(cluster).ToJsonString(indented ? Indented : CoreJson.Options);

    /// <summary>A Release document as a JSON object, to be put into another.</summary>
    public static JsonObject ToJson(ReleaseSpec release) => ReleaseShape.Shape.Write(release).AsObject();
}
