using Coordinator.Kubernetes.Tests.ControlPlanes;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Kubernetes.Tests.Traffic;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <summary>What every router promises, over a control plane of Kubernetes' own programs, one for each test; skipped where there are none.</summary>
public abstract class ControlPlaneRouterTests : RouterContract
{
    private protected override Task<Bench> StartAsync() => ControlPlane.BenchAsync(needsPods: true, Case.Kind);
}
