using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Grains.Tests.Crashes;

internal sealed class CrashingPreflight(IPreflight inner, CrashGate gate) : IPreflight
{
    public Task<PreflightReport> RunAsync(EnvironmentPlan plan, CancellationToken cancellationToken) =>
        gate.AroundAsync("preflight", () => inner.RunAsync(plan, cancellationToken));
}

internal sealed class CrashingWorkloads(IWorkloads inner, CrashGate gate) : IWorkloads
{
    public Task<PortResult<WorkloadReport>> PrepareAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("prepare", () => inner.PrepareAsync(plan, fence, order, cancellationToken));

    public Task<PortResult<WorkloadReport>> AdoptAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("adopt", () => inner.AdoptAsync(plan, fence, order, cancellationToken));

    public Task<PortResult<WorkloadReport>> DeployAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("deploy", () => inner.DeployAsync(plan, fence, order, cancellationToken));

    public Task<PortResult<WorkloadReport>> EnsureCapacityAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("capacity", () => inner.EnsureCapacityAsync(plan, fence, order, cancellationToken));

    public Task<PortResult<WorkloadReport>> ScaleDownAsync(EnvironmentPlan plan, Fence fence, ColorOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("scale down", () => inner.ScaleDownAsync(plan, fence, order, cancellationToken));
}

internal sealed class CrashingJobs(IJobs inner, CrashGate gate) : IJobs
{
    public Task<PortResult<JobReport>> RunAsync(EnvironmentPlan plan, Fence fence, JobOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("job", () => inner.RunAsync(plan, fence, order, cancellationToken));

    public Task<PortResult<JobTrace>> FindAsync(EnvironmentPlan plan, string owner, string step, CancellationToken cancellationToken) =>
        inner.FindAsync(plan, owner, step, cancellationToken);

    public Task<PortResult<WorkloadReport>> RemoveAsync(EnvironmentPlan plan, Fence fence, bool withOnce, CancellationToken cancellationToken) =>
        gate.AroundAsync("remove jobs", () => inner.RemoveAsync(plan, fence, withOnce, cancellationToken));
}

internal sealed class CrashingChecks(IChecks inner, CrashGate gate) : IChecks
{
    public Task<PortResult<CheckReport>> RunAsync(EnvironmentPlan plan, Fence fence, CheckOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("check", () => inner.RunAsync(plan, fence, order, cancellationToken));
}

internal sealed class CrashingRouter(ITrafficRouter inner, CrashGate gate) : ITrafficRouter
{
    public Task<TrafficObservation> ObserveAsync(EnvironmentPlan plan, CancellationToken cancellationToken) =>
        inner.ObserveAsync(plan, cancellationToken);

    public Task<PortResult<TrafficObservation>> ShiftAsync(EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("shift", () => inner.ShiftAsync(plan, fence, order, cancellationToken));

    public Task<PortResult<TrafficObservation>> RestoreAsync(EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) =>
        gate.AroundAsync("restore", () => inner.RestoreAsync(plan, fence, order, cancellationToken));
}
