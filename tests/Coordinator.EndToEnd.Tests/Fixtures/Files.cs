namespace Coordinator.EndToEnd.Tests.Fixtures;

/// <summary>A user's files.</summary>
internal static class Files
{
    public const string Clusters = """
        apiVersion: coordinator.dev/v1
        kind: Cluster
        metadata: {name: one, labels: {tier: canary}}
        spec: {region: eu, kubeconfig: {path: kubeconfig, context: cluster-1}}
        ---
        apiVersion: coordinator.dev/v1
        kind: Cluster
        metadata: {name: two}
        spec: {region: us, kubeconfig: {path: kubeconfig, context: cluster-2}}
        ---
        apiVersion: coordinator.dev/v1
        kind: Cluster
        metadata: {name: three}
        spec: {region: us, kubeconfig: {path: kubeconfig, context: cluster-3}}
        """;

    /// <summary>An HTTPRoute that leads to the shop.</summary>
    public const string HttpRoute = """
        {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: shop}, spec: {rules: [{backendRefs: [{name: shop, port: 80}]}]}}
        """;

    /// <summary>A VirtualService that leads to the shop.</summary>
    public const string VirtualService = """
        {apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: shop}, spec: {hosts: [shop.example.com], http: [{route: [{destination: {host: shop}}]}]}}
        """;

    /// <summary>A Release of a small shop.</summary>
    public static string Release(
        string version, string waves, string steps = "[{weight: 100}]", string deployment = "shop", string environment = "[]",
        string router = "{kind: service}", string? route = null) => $$$"""
        apiVersion: coordinator.dev/v1
        kind: Release
        metadata: {name: shop-{{{version}}}}
        spec:
          application: shop
          version: "{{{version}}}"
          target: {namespace: shop, createNamespace: true, service: shop, deployment: {{{deployment}}}}
          manifests:
            inline:
              {{{(route is null ? "" : "- " + route.Trim())}}}
              - apiVersion: v1
                kind: Service
                metadata: {name: shop}
                spec: {selector: {app: shop}, ports: [{name: http, port: 80, targetPort: 8000}]}
              - apiVersion: apps/v1
                kind: Deployment
                metadata: {name: shop}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: shop}}
                  template:
                    metadata: {labels: {app: shop}}
                    spec:
                      containers: [{name: shop, image: "shop:{version}", ports: [{containerPort: 8000}], env: {{{environment}}}}]
          strategy: {blueGreen: {router: {{{router}}}, steps: {{{steps}}}, readyTimeout: 120s, abortScaleDownDelay: 5s}}
          analysis:
            interval: 10s
            metrics: [{name: downtime, probe: {path: /health}, max: 60s}]
          waves: {{{waves}}}
        """;

    /// <summary>Waves over all three clusters.</summary>
    public const string AllWaves = """
        [{name: canary, clusters: {matchLabels: {tier: canary}}, bake: 1m}, {name: rest, clusters: {names: [two, three]}, maxParallel: 2, bake: 1m}]
        """;
}
