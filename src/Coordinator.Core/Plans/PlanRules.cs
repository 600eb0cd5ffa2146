using System.Collections.Immutable;
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

        for (var index = 0; index < spec.BlueGreen.Steps.Length; index++)
        {
            var weight = spec.BlueGreen.Steps[index].WeightPercent;
            if (spec.BlueGreen.Router.Kind is RouterKind.Service && weight != 100)
            {
                yield return new(
                    "weight-not-possible", $"spec.strategy.blueGreen.steps[{index}].weight",
                    $"router service gives 0 or 100 percent, not {weight}: a Service's selector has no weights; use router gatewayApi, istio or replicas, or steps: [{{weight: 100}}]");
            }
        }

        if (spec.Analysis?.Regression is not null && spec.BlueGreen.Steps.All(step => step.WeightPercent == 100))
        {
            yield return new(
                "regression-needs-weight", "spec.analysis.regression",
                "regression compares both colours under traffic: a step with a weight below 100 is needed");
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
