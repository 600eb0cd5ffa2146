using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Grains.Actors;

namespace Coordinator.Grains.Environments;

/// <summary>Reads untouched environments beside one that the release is in. What can't be read in time is left out: they never hold up
/// the environment itself.</summary>
internal sealed class ControlSampler(ActorServices services, IMetricSource metrics, ITrafficRouter router)
{
    /// <summary>Wall time for all controls of a sample.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, EnvironmentPlan> plans = new(StringComparer.Ordinal);

    /// <summary>Readings of those that answered; null where there was nothing to read.</summary>
    /// <param name="controls">The controls.</param>
    /// <param name="due">Metrics that are due.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<ImmutableArray<ControlReading>?> SampleAsync(
        ImmutableArray<ControlState> controls, ImmutableArray<MetricSpec> due, CancellationToken cancellationToken)
    {
        var wanted = ControlJudge.Of(due);
        if (controls.IsEmpty || wanted.IsEmpty)
        {
            return null;
        }

        using var late = new CancellationTokenSource(services.Clock.FromWall(Limit), services.Clock.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var read = await Task.WhenAll(controls.Select(control => ReadAsync(control, wanted, ending.Token)));
        return [.. read.OfType<ControlReading>()];
    }

    private async Task<ControlReading?> ReadAsync(ControlState control, ImmutableArray<MetricSpec> wanted, CancellationToken cancellationToken)
    {
        try
        {
            var plan = await PlanAsync(control.Ref.PlanDigest, cancellationToken);
            if (plan is null || ControlReading.ServingOf(await router.ObserveAsync(plan, cancellationToken).WaitAsync(cancellationToken)) is not { } serving)
            {
                return null;
            }

            var names = wanted.Select(metric => metric.Name).ToHashSet(StringComparer.Ordinal);
            ImmutableArray<MetricSpec> own = [.. plan.Analysis.Metrics.Where(metric => names.Contains(metric.Name))];
            return new(control.Ref.Key, serving, await metrics.SampleAsync(plan, serving, own, cancellationToken).WaitAsync(cancellationToken));
        }
        catch (Exception)
        {
            // A control that is away tells nothing, whatever the reason: its own Preflight will name it.
            return null;
        }
    }

    private async Task<EnvironmentPlan?> PlanAsync(string digest, CancellationToken cancellationToken)
    {
        if (!plans.TryGetValue(digest, out var plan) && await services.Documents.FindAsync(digest, cancellationToken) is { } document)
        {
            plan = plans[digest] = CoreJson.Read<EnvironmentPlan>(document);
        }

        return plan;
    }
}
