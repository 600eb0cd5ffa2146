using System.Collections.Immutable;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>Whether it is plain which Deployments carry the colours.</summary>
internal static class DeploymentRules
{
    /// <summary>What is missing or ambiguous.</summary>
    public static IEnumerable<PlanError> Check(ReleaseSpec spec, ImmutableArray<string> deployments)
    {
        var known = spec.Manifests.Inline.Where(manifest => manifest.Kind() is "Deployment").Select(manifest => manifest.Name()).ToList();
        var isExternal = spec.Target.Apply is TargetApply.External;
        if (isExternal && spec.Target.Adopt)
        {
            yield return new(
                "adopt-external", "spec.target.adopt",
                "with apply: external whoever applies brings both colours; a running Deployment without a colour can't be cloned beside it");
        }

        if (deployments.IsEmpty)
        {
            yield return new("no-deployment", isExternal ? "spec.target.deployment" : "spec.manifests",
                isExternal ? "with apply: external and no manifests the Deployment must be named" : "there is no Deployment among the manifests");
        }
        else if (spec.Target.Deployments.IsEmpty && deployments.Length > 1)
        {
            yield return new(
                "several-deployments", "spec.target.deployment",
                $"the manifests have several Deployments ({string.Join(", ", deployments)}); name the one that carries the colour");
        }

        foreach (var name in deployments.Where(name => !isExternal && !known.Contains(name) && !known.Contains($"{name}-blue") && !known.Contains($"{name}-green")))
        {
            yield return new(
                "no-deployment", "spec.target.deployment",
                $"Deployment '{name}' is not among the manifests; found {(known.Count == 0 ? "none" : string.Join(", ", known))}");
        }
    }
}
