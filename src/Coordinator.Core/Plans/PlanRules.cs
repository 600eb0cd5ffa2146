using System.Collections.Immutable;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What a plan must keep to, beyond the format.</summary>
public static class PlanRules
{
    /// <summary>Rules that need no clusters.</summary>
    public static IEnumerable<PlanError> Check(ReleaseSpec spec, ImmutableArray<string> deployments)
    {
        foreach (var error in DeploymentRules.Check(spec, deployments).Concat(WorkerRules.Check(spec, deployments)))
        {
            yield return error;
        }

        foreach (var error in Weights(spec.BlueGreen).Concat(ReplicaSteps.Autoscalers(spec, deployments)))
        {
            yield return error;
        }

        if (spec.Analysis?.Regression is not null && spec.BlueGreen.Steps.All(step => step.WeightPercent == 100))
        {
            yield return new(
                "regression-needs-weight", "spec.analysis.regression",
                "regression compares both colours under traffic: a step with a weight below 100 is needed");
        }
    }

    /// <summary>Weights that the router can't give.</summary>
    private static IEnumerable<PlanError> Weights(BlueGreenSpec blueGreen)
    {
        for (var index = 0; index < blueGreen.Steps.Length; index++)
        {
            var weight = blueGreen.Steps[index].WeightPercent;
            var reason = blueGreen.Router.Kind switch
            {
                RouterKind.Service when weight != 100 =>
                    $"router service gives 0 or 100 percent, not {weight}: a Service's selector has no weights; use router gatewayApi, istio or replicas, or steps: [{{weight: 100}}]",
                RouterKind.Replicas when weight is > ReplicaShare.HighestWeightPercent and < 100 =>
                    $"router replicas gives up to {ReplicaShare.HighestWeightPercent} percent or 100, not {weight}: beyond that the old colour would have to lose pods; use router gatewayApi or istio",
                _ => null,
            };
            if (reason is not null)
            {
                yield return new("weight-not-possible", $"spec.strategy.blueGreen.steps[{index}].weight", reason);
            }
        }

        if (RouteObservation.IsUsedBy(blueGreen.Router.Kind) && blueGreen.Router.Route is null)
        {
            yield return new(
                "no-route", "spec.strategy.blueGreen.router",
                $"router {(blueGreen.Router.Kind is RouterKind.Istio ? "istio needs virtualService" : "gatewayApi needs httpRoute")}: the name of the route that carries the weights");
        }
    }

    /// <summary>Whether each environment fits into the exposure limit by itself.</summary>
    public static IEnumerable<PlanError> CheckExposure(ReleaseSpec spec, ImmutableArray<AssignedWave> waves)
    {
        if (spec.Exposure.MaxCapacityPercent is not { } limit)
        {
            yield break;
        }

        var total = waves.Sum(wave => wave.Clusters.Sum(cluster => cluster.Capacity));
        foreach (var cluster in waves.SelectMany(wave => wave.Clusters).Where(cluster => 100 * cluster.Capacity / total > limit + 1e-9))
        {
            yield return new(
                "exposure-not-possible", "spec.exposure.maxCapacityPercent",
                FormattableString.Invariant($"{cluster.Name} alone is {100 * cluster.Capacity / total:0.#} % of the capacity, above the limit of {limit:0.#} %: it could never start"));
        }
    }
}
