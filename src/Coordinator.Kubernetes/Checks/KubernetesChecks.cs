using Coordinator.Core.Checks;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks.InCluster;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks;

/// <summary>Runs checks of an environment, from the coordinator's process or as Jobs in its cluster.</summary>
internal sealed class KubernetesChecks(
    ClusterConnections connections, IJobs jobs, CheckAttempt attempt, CheckAttempts attempts, ClusterCheck cluster, Pacer pacer) : IChecks
{
    /// <inheritdoc />
    public Task<PortResult<CheckReport>> RunAsync(
        EnvironmentPlan plan, Fence fence, CheckOrder order, CancellationToken cancellationToken) =>
        order.Check.Job is { } job
            ? JobAsync(plan, fence, order, job, cancellationToken)
            : PortBoundary.RunAsync(async () =>
            {
                var connection = await connections.GetAsync(plan.Key.Cluster, cancellationToken);
                var call = new EnvironmentCall(plan, fence, new ClusterApi(connection, plan.Target.Namespace), pacer);
                return order.Check.From switch
                {
                    CheckOrigin.Coordinator => await AttemptAsync(call, order, cancellationToken),
                    CheckOrigin.Cluster => await ClusterAsync(call, order, cancellationToken),
                };
            });

    private async Task<PortResult<CheckReport>> AttemptAsync(EnvironmentCall call, CheckOrder order, CancellationToken cancellationToken)
    {
        var began = pacer.Now;
        var (answer, made) = await attempts.RunAsync(
            order.Check, call.Plan.Limits.OfAttempt(order.Check.Timeout), order.Deadline, token => attempt.RunAsync(call, order, token), cancellationToken);
        return new CheckReport(ResultOf(order, answer.Passed, answer.Details, began, made) with { Load = answer.Load }, null);
    }

    private async Task<PortResult<CheckReport>> ClusterAsync(EnvironmentCall call, CheckOrder order, CancellationToken cancellationToken)
    {
        var began = pacer.Now;
        var ended = await cluster.RunAsync(call, order, cancellationToken);
        return ended.Value is { Result: var result, Logs: var logs }
            ? new CheckReport(ResultOf(order, result.Passed, result.Details, began, result.Attempts) with { Load = result.Load }, logs)
            : ended.Refusal!;
    }

    private async Task<PortResult<CheckReport>> JobAsync(
        EnvironmentPlan plan, Fence fence, CheckOrder order, JobSpec job, CancellationToken cancellationToken)
    {
        var began = pacer.Now;
        var run = JobOrder.Check(plan, order.Stage, order.Check, job, order.Deadline, order.Color);
        var result = await jobs.RunAsync(plan, fence, run, cancellationToken);
        return result.Value is { } report
            ? new CheckReport(
                ResultOf(order, report.Outcome is JobOutcome.Succeeded, report.Message, began, Math.Max(1, report.Attempts)), report.Logs)
            : result.Refusal!;
    }

    private CheckResult ResultOf(CheckOrder order, bool passed, string details, DateTimeOffset began, int attempts) => new(
        order.Stage,
        order.Check.Name,
        order.Check.Kind,
        passed ? CheckOutcome.Pass : order.Check.OnFailure is OnFailure.Warn ? CheckOutcome.Warn : CheckOutcome.Fail,
        CheckResult.Bounded(details),
        began,
        pacer.Now - began,
        attempts);
}
