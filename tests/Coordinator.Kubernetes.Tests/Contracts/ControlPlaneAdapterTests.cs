using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Tests.ControlPlanes;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <summary>The contract over a control plane of Kubernetes' own programs, one for each test; skipped where there are none.</summary>
public sealed class ControlPlaneAdapterTests : AdapterContract
{
    private protected override async Task WithAsync(bool needsPods, Func<Bench, Task> test)
    {
        await using var bench = await ControlPlane.BenchAsync(needsPods, RouterKind.Service);
        await test(bench);
    }
}
