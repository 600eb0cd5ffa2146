using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <inheritdoc />
public sealed class IstioRouterTests() : RouterContract(RouterKind.Istio, "virtualservices", Routes.Name)
{
    protected override string AuditKind => "VirtualService";

    protected override string TowardsOld => """
        {"spec":{"http":[{"route":[{"destination":{"host":"svgx-engine-service-blue"},"weight":100},{"destination":{"host":"svgx-engine-service-green"},"weight":0}]}]}}
        """;

    protected override string Elsewhere => """
        {"spec":{"http":[{"route":[{"destination":{"host":"svgx-engine-service-blue"},"weight":30},{"destination":{"host":"svgx-engine-service-green"},"weight":70}]}]}}
        """;
}
