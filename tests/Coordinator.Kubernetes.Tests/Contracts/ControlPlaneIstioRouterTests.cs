using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <inheritdoc />
public sealed class ControlPlaneIstioRouterTests : ControlPlaneRouterTests
{
    private protected override RouterCase Case => RouterCase.Istio;
}
