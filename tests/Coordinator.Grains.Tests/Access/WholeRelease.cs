using Coordinator.Core.Plans.Specs;

namespace Coordinator.Grains.Tests.Access;

/// <summary>A release that makes use of all that needs a right: configuration, a budget, an autoscaler, Jobs, checks of each kind,
/// measurements through both proxies, and a router.</summary>
internal static class WholeRelease
{
    /// <summary>What it needs of its cluster, with paths.</summary>
    public static IReadOnlyList<(string Path, string Text)> Before { get; } =
    [
        ("api/v1/namespaces/shop/secrets/cart-secrets", """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"cart-secrets"}}"""),
        ("api/v1/namespaces/shop/persistentvolumeclaims/shared", """
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"shared"},
             "spec":{"accessModes":["ReadWriteMany"],"resources":{"requests":{"storage":"1Gi"}}}}
            """),
    ];

    /// <summary>Its file. The release is named by application and version. Its HTTP checks ask again: what the API server's proxy
    /// answers in a pod's stead counts as the pod's answer.</summary>
    public static string Of(string version, RouterKind router, Fate fate, string cluster, string application = "cart") => $$$"""
        apiVersion: coordinator.dev/v1
        kind: Release
        metadata: {name: {{{application}}}-{{{version}}}}
        spec:
          application: {{{application}}}
          version: "{{{version}}}"
          target: {namespace: shop, service: cart}
          manifests:
            inline:
              - apiVersion: v1
                kind: ConfigMap
                metadata: {name: cart-config}
                data: {version: "{version}"}
              - apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: cart}
                spec: {maxUnavailable: 1, selector: {matchLabels: {app: cart} } }
        {{{Autoscaler(router)}}}{{{Route(router)}}}
              - apiVersion: apps/v1
                kind: Deployment
                metadata: {name: cart}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: cart{{{Tier(fate)}}}}}
                  template:
                    metadata: {labels: {app: cart{{{Tier(fate)}}}}, annotations: {prometheus.io/scrape: "true"}}
                    spec:
                      containers:
                        - name: cart
                          image: cart:{version}
                          ports: [{containerPort: 8000}]
                          env: [{name: {{{(fate is Fate.Bad ? "ERROR_RATE, value: '0.5'" : fate is Fate.Broken ? "CRASH, value: '1'" : "ERROR_RATE, value: '0'")}}}}]
                          envFrom: [{configMapRef: {name: cart-config}}, {secretRef: {name: cart-secrets}}]
                          volumeMounts: [{name: shared, mountPath: /shared}]
                      volumes: [{name: shared, persistentVolumeClaim: {claimName: shared}}]
          preflight: {secrets: [cart-secrets], storageClasses: [standard]}
          prepare:
            - {name: migrate, image: "cart:{version}", command: [/bin/sh, -c, echo migrated]}
          checks:
            preview:
              - {name: version, http: {path: /version, expect: {contains: "{version}"} }, retries: 2}
              - {name: inside, from: cluster, http: {path: /version, expect: {contains: "{version}"} } }
              - {name: smoke, job: {image: "cart:{version}", command: [/bin/sh, -c, echo passed]}}
            validation:
              - {name: parse, http: {method: POST, path: /parse, body: "<svg/>", expect: {json: $.elements, minItems: 1}}, retries: 20}
              - {name: config, object: {apiVersion: v1, kind: ConfigMap, name: "cart-config-{color}", json: $.data.version, equals: "{version}"}}
          waves:
            - {name: all, clusters: {names: [{{{cluster}}}]}, bake: 30s}
          analysis:
            interval: 10s
            metrics:
              - {name: errors, scrape: {port: 8000}, errorRate: {}, max: 0.05}
              - {name: downtime, probe: {path: /health}, max: 10m}
              - {name: restarts, workload: restarts, max: 3}
          strategy:
            blueGreen: {{{{Strategy(router)}}}, abortScaleDownDelay: 10s, keepPrevious: 30s}
        """;

    /// <summary>Another selector, with which the Deployment is made anew.</summary>
    private static string Tier(Fate fate) => fate is Fate.Broken ? ", tier: web" : "";

    private static string Strategy(RouterKind router) => router switch
    {
        RouterKind.Service => "router: {kind: service}",
        RouterKind.Replicas => "router: {kind: replicas}, steps: [{weight: 50, hold: 30s}, {weight: 100}]",
        RouterKind.GatewayApi => "router: {kind: gatewayApi, httpRoute: cart}, steps: [{weight: 50, hold: 30s}, {weight: 100}]",
        RouterKind.Istio => "router: {kind: istio, virtualService: cart}, steps: [{weight: 50, hold: 30s}, {weight: 100}]",
    };

    /// <summary>Router replicas goes with none.</summary>
    private static string Autoscaler(RouterKind router) => router is RouterKind.Replicas ? "" : """
              - apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: cart}
                spec: {minReplicas: 2, maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}}

        """;

    private static string Route(RouterKind router) => router switch
    {
        RouterKind.Service or RouterKind.Replicas => "",
        RouterKind.GatewayApi => """
              - apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: cart}
                spec:
                  parentRefs: [{name: public}]
                  hostnames: [cart.example.com]
                  rules: [{backendRefs: [{name: cart, port: 80}]}]
        """,
        RouterKind.Istio => """
              - apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: cart}
                spec:
                  hosts: [cart.example.com]
                  gateways: [public]
                  http: [{route: [{destination: {host: cart, port: {number: 80}}}]}]
        """,
    };
}
