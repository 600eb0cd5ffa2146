using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <inheritdoc />
public sealed class ReplicasRouterTests() : RouterContract(RouterKind.Replicas, "services", Bench.Service)
{
    protected override string AuditKind => "Service";

    protected override bool HasRoute => false;

    protected override (string Owner, string Turn) Fence => ("coordinator.dev/owner", "coordinator.dev/turn");

    protected override string TowardsOld => """{"spec":{"selector":{"version":"blue"}}}""";

    protected override string Elsewhere => """{"spec":{"selector":{"version":"none"}}}""";

    /// <summary>Four replicas of blue: one of green is a fifth, four are half.</summary>
    protected override int Real(int weight) => weight == 10 ? 20 : weight;
}
