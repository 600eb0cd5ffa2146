using System.Collections.Concurrent;
using System.Collections.Immutable;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>Clusters in which everything succeeds and is Healthy, but for those whose names say otherwise: <c>bad-…</c> does not pass
/// Preflight, in <c>slow-…</c> a deployment never ends.</summary>
internal sealed class FakeFleet : IPreflight, IWorkloads, IPreviousColor, IWorkers, IJobs, IChecks, ITrafficRouter, IMetricSource
{
    private readonly ConcurrentDictionary<EnvironmentKey, TrafficObservation> traffic = new();

    public Task<PreflightReport> RunAsync(EnvironmentPlan plan, CancellationToken cancellationToken) => Task.FromResult(new PreflightReport(
        "v1.36.2",
        [new("nodes", !plan.Key.Cluster.StartsWith("bad-", StringComparison.Ordinal), "no node is ready")],
        new() { ServiceExists = true, SelectorColor = "none" }));

    public Task<PortResult<WorkloadReport>> PrepareAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) => Done("prepared");

    public Task<PortResult<WorkloadReport>> AdoptAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) => Done("adopted");

    public async Task<PortResult<WorkloadReport>> DeployAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken)
    {
        if (plan.Key.Cluster.StartsWith("slow-", StringComparison.Ordinal))
        {
            var never = new TaskCompletionSource();
            await never.Task.WaitAsync(cancellationToken);
        }

        return await Done("deployed");
    }

    public Task<PortResult<WorkloadReport>> EnsureCapacityAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) => Done("full");

    public Task<PortResult<WorkloadReport>> ScaleDownAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) => Done("scaled down");

    public Task<PortResult<WorkloadReport>> FollowAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) => Done("followed");

    public Task<PortResult<WorkloadReport>> SwitchAsync(
        EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) => Done("switched");

    public Task<PortResult<JobReport>> RunAsync(
        EnvironmentPlan plan, Fence fence, JobOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<PortResult<JobReport>>(new JobReport(JobOutcome.Succeeded, $"{order.Step} succeeded", 1, null));

    public Task<PortResult<JobTrace>> FindAsync(EnvironmentPlan plan, string owner, string step, CancellationToken cancellationToken) =>
        Task.FromResult<PortResult<JobTrace>>(new Refusal(RefusalKind.Missing, $"{step} is not there"));

    public Task<PortResult<WorkloadReport>> RemoveAsync(
        EnvironmentPlan plan, Fence fence, bool withOnce, CancellationToken cancellationToken) => Done("removed");

    public Task<PortResult<CheckReport>> RunAsync(
        EnvironmentPlan plan, Fence fence, CheckOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<PortResult<CheckReport>>(new CheckReport(
            new(order.Stage, order.Check.Name, order.Check.Kind, CheckOutcome.Pass, "fine", order.Deadline, TimeSpan.Zero, 1), null));

    public Task<TrafficObservation> ObserveAsync(EnvironmentPlan plan, CancellationToken cancellationToken) =>
        Task.FromResult(traffic.GetValueOrDefault(plan.Key) ?? See(null, new(plan.Owner, 0)));

    public Task<PortResult<TrafficObservation>> ShiftAsync(
        EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<PortResult<TrafficObservation>>(traffic[plan.Key] = See(order.To, fence));

    public Task<PortResult<TrafficObservation>> RestoreAsync(
        EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) => ShiftAsync(plan, fence, order, cancellationToken);

    public Task<ImmutableArray<MetricReading>> SampleAsync(
        EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> metrics, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<MetricReading>>([.. metrics.Select(metric => new ProbeReading(metric.Name, true, "200"))]);

    private static Task<PortResult<WorkloadReport>> Done(string what) =>
        Task.FromResult<PortResult<WorkloadReport>>(new WorkloadReport(2, what));

    private static TrafficObservation See(Color? color, Fence fence)
    {
        var label = color?.ToString().ToLowerInvariant() ?? "none";
        return new(
            label, label, color is Color.Blue ? 100 : 0, color is Color.Green ? 100 : 0, 2, 2, 2, fence.Turn, fence.Owner, "coordinator-traffic");
    }
}
