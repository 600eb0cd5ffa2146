using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>Routes that lead to the target Service, as a release brings them.</summary>
internal static class Routes
{
    public const string Name = "svgx-engine";

    public static string? NameOf(RouterKind kind) => kind is RouterKind.GatewayApi or RouterKind.Istio ? Name : null;

    /// <summary>The manifest; null for routers without a route.</summary>
    public static JsonObject? Manifest(RouterKind kind) => (kind switch
    {
        RouterKind.GatewayApi => JsonNode.Parse("""
            {
              "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "svgx-engine"},
              "spec": {
                "parentRefs": [{"name": "public"}],
                "hostnames": ["svgx-engine.example.com"],
                "rules": [
                  {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                   "backendRefs": [{"name": "svgx-engine-service", "port": 80}]},
                  {"matches": [{"path": {"type": "PathPrefix", "value": "/other"}}],
                   "backendRefs": [{"name": "other-service", "port": 80}]}
                ]
              }
            }
            """),
        RouterKind.Istio => JsonNode.Parse("""
            {
              "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": {"name": "svgx-engine"},
              "spec": {
                "hosts": ["svgx-engine.example.com"],
                "http": [
                  {"match": [{"uri": {"prefix": "/other"}}], "route": [{"destination": {"host": "other-service"}}]},
                  {"route": [{"destination": {"host": "svgx-engine-service.svgx-engine-production.svc.cluster.local", "port": {"number": 80}}}]}
                ]
              }
            }
            """),
        RouterKind.Service or RouterKind.Replicas => null,
    })?.AsObject();
}
