using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <inheritdoc />
public sealed class ReplicasRouterTests : SimulatedRouterContract
{
    private protected override RouterCase Case => RouterCase.Replicas;
}
