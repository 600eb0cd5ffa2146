using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A field of a Kubernetes object must have a value.</summary>
/// <param name="ApiVersion">e.g. <c>apps/v1</c>.</param>
/// <param name="Kind">e.g. <c>Deployment</c>.</param>
/// <param name="Name">Name with placeholders, in the target's namespace.</param>
/// <param name="Json">JSONPath.</param>
/// <param name="EqualTo">The value.</param>
public sealed record ObjectCheckSpec(string ApiVersion, string Kind, string Name, string Json, JsonNode EqualTo);
