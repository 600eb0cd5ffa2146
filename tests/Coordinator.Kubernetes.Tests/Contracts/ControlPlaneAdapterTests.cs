using Coordinator.Kubernetes.Tests.ControlPlanes;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <summary>The contract over a control plane of Kubernetes' own programs, one for each test; skipped where there are none.</summary>
public sealed class ControlPlaneAdapterTests : AdapterContract
{
    private protected override async Task WithAsync(bool needsPods, Func<Bench, Task> test)
    {
        Assert.SkipUnless(ControlPlane.IsThere, ControlPlane.Missing);
        Assert.SkipUnless(ControlPlane.HasControllers || !needsPods, "no kube-controller-manager makes pods beside kube-apiserver");
        await using var plane = await ControlPlane.StartAsync();
        await using var bench = await Bench.OverAsync(plane);
        await test(bench);
    }
}
