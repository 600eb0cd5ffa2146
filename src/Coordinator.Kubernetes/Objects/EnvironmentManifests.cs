using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Reads the document with an environment's objects.</summary>
internal sealed class EnvironmentManifests(IDocuments documents)
{
    /// <summary>The objects of the plan.</summary>
    /// <exception cref="InvalidDataException">The document is absent or no array of objects: a defect of whoever made the
    /// plan.</exception>
    public async Task<ImmutableArray<JsonObject>> ReadAsync(EnvironmentPlan plan, CancellationToken cancellationToken)
    {
        var content = await documents.FindAsync(plan.ManifestsDigest, cancellationToken)
            ?? throw new InvalidDataException($"the manifests {plan.ManifestsDigest} of {plan.Key} are not stored");
        try
        {
            return JsonNode.Parse(content) is JsonArray array
                ? [.. array.OfType<JsonObject>()]
                : throw new InvalidDataException($"the manifests {plan.ManifestsDigest} are no JSON array");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"the manifests {plan.ManifestsDigest} are no JSON: {e.Message}", e);
        }
    }
}
