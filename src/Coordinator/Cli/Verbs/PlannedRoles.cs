using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Recording;
using Coordinator.Kubernetes.Rbac;

namespace Coordinator.Cli.Verbs;

/// <summary>The roles of a plan, an entry an environment, in the order of the waves.</summary>
internal static class PlannedRoles
{
    /// <summary>Makes them of a plan without errors.</summary>
    public static ImmutableArray<ClusterRoles> Of(PlanResult result, RbacSubject subject)
    {
        var documents = result.Documents.ToDictionary(Digest.Of, StringComparer.Ordinal);
        return
        [
            .. result.Plan!.Waves.SelectMany(wave => wave.Environments)
                .Select(planned => CoreJson.Read<EnvironmentPlan>(documents[planned.PlanDigest]))
                .Select(plan => ClusterRoles.Of(plan, Manifests(documents[plan.ManifestsDigest]), subject)),
        ];
    }

    private static ImmutableArray<JsonObject> Manifests(string document) =>
        [.. JsonNode.Parse(document)!.AsArray().OfType<JsonObject>()];
}
