using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <inheritdoc />
public sealed class ControlPlaneServiceRouterTests : ControlPlaneRouterTests
{
    private protected override RouterCase Case => RouterCase.Service;
}
