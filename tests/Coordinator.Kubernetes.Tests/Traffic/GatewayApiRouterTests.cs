using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <inheritdoc />
public sealed class GatewayApiRouterTests : SimulatedRouterContract
{
    private protected override RouterCase Case => RouterCase.GatewayApi;
}
