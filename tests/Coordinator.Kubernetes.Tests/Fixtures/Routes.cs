using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Kubernetes.Tests.Fixtures;

/// <summary>Routes that lead to the target Service, as a release brings them.</summary>
internal static class Routes
{
    public const string Name = "svgx-engine";

    /// <summary>Definitions of the kinds that a router's route needs, as far as these tests go, for a cluster that lacks them.</summary>
    public static IEnumerable<JsonObject> Definitions(RouterKind kind) => kind switch
    {
        RouterKind.GatewayApi => [Definition("gateway.networking.k8s.io", "HTTPRoute"), Definition("gateway.networking.k8s.io", "Gateway")],
        RouterKind.Istio => [Definition("networking.istio.io", "VirtualService")],
        RouterKind.Service or RouterKind.Replicas => [],
    };

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

    private static JsonObject Definition(string group, string kind) => JsonNode.Parse($$$"""
        {
          "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
          "metadata": {
            "name": "{{{kind.ToLowerInvariant()}}}s.{{{group}}}",
            "annotations": {"api-approved.kubernetes.io": "unapproved, of tests"}
          },
          "spec": {
            "group": "{{{group}}}", "scope": "Namespaced",
            "names": {"kind": "{{{kind}}}", "plural": "{{{kind.ToLowerInvariant()}}}s", "singular": "{{{kind.ToLowerInvariant()}}}"},
            "versions": [{
              "name": "v1", "served": true, "storage": true, "subresources": {"status": {} },
              "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                "spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                "status": {"type": "object", "x-kubernetes-preserve-unknown-fields": true} } } }
            }]
          }
        }
        """)!.AsObject();
}
