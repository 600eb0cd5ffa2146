using System.Collections.Immutable;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What the plan of a release says about router <c>replicas</c>.</summary>
internal static class ReplicaSteps
{
    /// <summary>The steps below 100 as they really are, from the replicas of the manifests; none with other routers.</summary>
    public static ImmutableArray<RealStep> Of(ReleaseSpec spec, ImmutableArray<string> deployments)
    {
        if (spec.BlueGreen.Router.Kind is not RouterKind.Replicas)
        {
            return [];
        }

        var counts = deployments.Select(name => ReplicasOf(spec, name)).ToImmutableArray();
        return
        [
            .. spec.BlueGreen.Steps.Where(step => step.WeightPercent < 100).Select(step =>
            {
                var (old, added) = (counts.Sum(), counts.Sum(count => ReplicaShare.CountFor(count, step.WeightPercent)));
                return new RealStep(step.WeightPercent, old, added, ReplicaShare.PercentOf(old, added));
            }),
        ];
    }

    /// <summary>Autoscalers among the manifests: they would change the weight that replicas give.</summary>
    public static IEnumerable<PlanError> Autoscalers(ReleaseSpec spec, ImmutableArray<string> deployments)
    {
        if (spec.BlueGreen.Router.Kind is not RouterKind.Replicas)
        {
            return [];
        }

        return spec.Manifests.Inline
            .Where(manifest => manifest.Kind() is "HorizontalPodAutoscaler")
            .Where(scaler => deployments.Any(name => IsOf(scaler.Text("spec", "scaleTargetRef", "name"), name)))
            .Select(scaler => new PlanError(
                "autoscaler-not-possible", "spec.strategy.blueGreen.router.kind",
                $"router replicas gives weights by replica counts, which HorizontalPodAutoscaler/{scaler.Name()} would change; "
                + "use router gatewayApi or istio, or leave the autoscaler out"));
    }

    /// <summary>Whether a name is that of a Deployment, without a colour or with one.</summary>
    private static bool IsOf(string? target, string deployment) =>
        target == deployment || target == $"{deployment}-blue" || target == $"{deployment}-green";

    private static int ReplicasOf(ReleaseSpec spec, string name)
    {
        var manifest = spec.Manifests.Inline.FirstOrDefault(one => one.Kind() is "Deployment" && IsOf(one.Name(), name));
        return (int)Math.Clamp(manifest.Whole("spec", "replicas") ?? 1, 0, int.MaxValue / 100);
    }
}
