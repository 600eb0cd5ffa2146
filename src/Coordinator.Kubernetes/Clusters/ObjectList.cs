using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Coordinator.Kubernetes.Clusters;

/// <summary>Objects as they were at a version.</summary>
/// <param name="Items">The objects.</param>
/// <param name="Version">The collection's resourceVersion, from which a watch goes on.</param>
internal sealed record ObjectList(ImmutableArray<JsonObject> Items, string Version);
