using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <inheritdoc />
public sealed class ServiceRouterTests() : RouterContract(RouterKind.Service, "services", Bench.Service)
{
    protected override string AuditKind => "Service";

    protected override int Between => 100;

    protected override bool HasRoute => false;

    protected override (string Owner, string Turn) Fence => ("coordinator.dev/owner", "coordinator.dev/turn");

    protected override string TowardsOld => """{"spec":{"selector":{"version":"blue"}}}""";

    protected override string Elsewhere => """{"spec":{"selector":{"version":"none"}}}""";
}
