using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Checks.InCluster;

/// <summary>Runs a check <c>from: cluster</c>: a Job of the coordinator's own image makes it, and tells the result by its log's last
/// line.</summary>
internal sealed class ClusterCheck(IJobs jobs, KubernetesOptions options)
{
    /// <summary>Runs it to its end. A Job that an earlier call with the same turn began is found again.</summary>
    public async Task<PortResult<ClusterCheckReport>> RunAsync(EnvironmentCall call, CheckOrder order, CancellationToken cancellationToken)
    {
        if (call.Plan.CheckImage is not { } image)
        {
            return Failed(order, "the plan names no image of the coordinator (setting Checks:Image)");
        }

        var target = order.Check.Http?.Url is null
            ? await HttpTarget.WithinAsync(call, order.Stage, order.Color, cancellationToken) : null;
        if (target is null && order.Check.Http?.Url is null)
        {
            return Failed(order, $"nothing to ask: there is no Service/{HttpTarget.ServiceOf(call, order.Stage, order.Color)} with that port. From within the cluster "
                + "a path is asked through a Service: give it the port of the probe, or run the check from the coordinator");
        }

        var told = Order(call, order, target?.Address).Write();
        return told.Length <= ClusterCheckOrder.MaximumLength
            ? await JobAsync(call, order, CheckJob.Of(image, told, order.Check.Load is not null), cancellationToken)
            : Failed(order, $"its Job can't be told all: the check, Http:AllowedHosts and Http:ConnectTo take more than {ClusterCheckOrder.MaximumLength >> 10} KiB");
    }

    private ClusterCheckOrder Order(EnvironmentCall call, CheckOrder order, string? target) => new()
    {
        Version = ClusterCheckOrder.CurrentVersion,
        Check = order.Check,
        Target = target,
        Values = Placeholders.Of(call.Plan, order.Color),
        Timeout = call.Plan.Limits.OfAttempt(order.Check.Timeout),
        CallTimeout = options.CallTimeout,
        AllowedHosts = options.Outbound.AllowedHosts,
        ConnectTo = options.Outbound.ConnectTo.ToImmutableSortedDictionary(StringComparer.Ordinal),
        LoadPerSecond = options.Outbound.LoadPerSecond,
    };

    private async Task<PortResult<ClusterCheckReport>> JobAsync(
        EnvironmentCall call, CheckOrder order, JobSpec job, CancellationToken cancellationToken)
    {
        var run = JobOrder.Check(call.Plan, order.Stage, order.Check, job, order.Deadline, order.Color) with
        {
            Timeout = CheckLimits.OfPod(call.Plan.Limits, order.Check),
            Retries = 0,
            IsOwn = true,
        };
        var ended = await jobs.RunAsync(call.Plan, call.Fence, run, cancellationToken);
        return ended.Value is { } report ? Read(order, report) : ended.Refusal!;
    }

    private static ClusterCheckReport Read(CheckOrder order, JobReport report)
    {
        var found = ClusterCheckResult.Read(report.LastLine, out var fault);
        if (found is null || report.Outcome is JobOutcome.Unknown)
        {
            return Failed(order, $"{report.Message.TrimEnd('.')}: {fault}") with { Logs = report.Logs };
        }

        var result = found.Judge(order.Check, report.Outcome is JobOutcome.Succeeded);
        return new(result with { Details = $"from the cluster: {result.Details}" }, result.Passed ? null : report.Logs);
    }

    private static ClusterCheckReport Failed(CheckOrder order, string why) =>
        new(new(ClusterCheckResult.CurrentVersion, order.Check.Name, false, why, 1), null);
}
