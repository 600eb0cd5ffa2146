using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Tests.Fixtures;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <inheritdoc />
public sealed class GatewayApiRouterTests() : RouterContract(RouterKind.GatewayApi, "httproutes", Routes.Name)
{
    protected override string AuditKind => "HTTPRoute";

    protected override string TowardsOld => """
        {"spec":{"rules":[{"backendRefs":[{"name":"svgx-engine-service-blue","port":80,"weight":100},{"name":"svgx-engine-service-green","port":80,"weight":0}]}]}}
        """;

    protected override string Elsewhere => """
        {"spec":{"rules":[{"backendRefs":[{"name":"svgx-engine-service-blue","port":80,"weight":30},{"name":"svgx-engine-service-green","port":80,"weight":70}]}]}}
        """;
}
