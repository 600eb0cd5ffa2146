using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A strategic merge patch for the clusters that match.</summary>
public sealed record ManifestOverrideSpec(ClusterSelector Clusters, JsonObject Patch);
