using Coordinator.Core;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;
using Coordinator.Core.Releases;

namespace Coordinator.Grains.Releases;

/// <summary>Runs the checks of a release's gates, each in the name of its wave's first environment.</summary>
public sealed class GateEffects(CoordinatorClock clock, IDocuments documents, IChecks checks)
{
    /// <summary>Runs a check to its end.</summary>
    /// <param name="plan">The release.</param>
    /// <param name="run">What is to be run.</param>
    /// <param name="isAgain">Whether an earlier run may have begun and was cut off.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ClusterUnreachableException">The cluster does not answer: run it again.</exception>
    /// <exception cref="ClusterAccessException">There is no way to the cluster: run it again once there is.</exception>
    public async Task<ReleaseEvent> PerformAsync(ReleasePlan plan, GateRun run, bool isAgain, CancellationToken cancellationToken)
    {
        var digest = plan.Waves.First(wave => wave.Name == run.Wave).Environments[0].PlanDigest;
        var document = await documents.FindAsync(digest, cancellationToken)
            ?? throw new InvalidDataException($"the document {digest} is not in the store");
        var environment = CoreJson.Read<EnvironmentPlan>(document);
        var order = new CheckOrder(CheckStage.Gate, environment.GateChecks[run.Index], Color: null, run.Deadline, isAgain);
        var result = await checks.RunAsync(environment, new Fence(environment.GateOwner(), run.Turn), order, cancellationToken);
        return result.Value is { } report
            ? new GateCheckEnded(clock.Now, run.Turn, report.Result, report.Logs)
            : new GateCheckRefused(clock.Now, run.Turn, result.Refusal!);
    }
}
