namespace Coordinator.Grains.Tests.Fixtures;

/// <summary>What is installed before, and what is released.</summary>
internal static class Manifests
{
    /// <summary>Objects before, with their paths.</summary>
    public static IReadOnlyList<(string Path, string Text)> Before { get; } =
    [
        ("api/v1/namespaces/shop", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}}"""),
        ("api/v1/namespaces/shop/services/cart", """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"cart","namespace":"shop"},
             "spec":{"selector":{"app":"cart","version":"blue"},"ports":[{"name":"http","port":80,"targetPort":8000}]}}
            """),
        ("apis/apps/v1/namespaces/shop/deployments/cart-blue", """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"cart-blue","namespace":"shop"},
             "spec":{"replicas":2,"selector":{"matchLabels":{"app":"cart","version":"blue"}},
             "template":{"metadata":{"labels":{"app":"cart","version":"blue"}},
             "spec":{"containers":[{"name":"cart","image":"cart:1","ports":[{"containerPort":8000}]}]}}}}
            """),
    ];

    /// <summary>A release of version 2, which answers every request with an error where it is bad.</summary>
    /// <param name="name">Name of the release.</param>
    /// <param name="isBad">Whether the version fails.</param>
    /// <param name="clusters">Where it goes.</param>
    /// <param name="application">Its application.</param>
    /// <param name="prepare">Its <c>prepare</c> as a YAML flow sequence.</param>
    /// <param name="gate">What is added to its wave.</param>
    public static string Release(
        string name, bool isBad, string[] clusters, string application = "cart", string prepare = "[]", string gate = "") => $$$"""
        apiVersion: coordinator.dev/v1
        kind: Release
        metadata: {name: {{{name}}}}
        spec:
          application: {{{application}}}
          version: "2"
          target: {namespace: shop, service: cart}
          manifests:
            inline:
              - apiVersion: apps/v1
                kind: Deployment
                metadata: {name: cart}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: cart}}
                  template:
                    metadata: {labels: {app: cart}, annotations: {prometheus.io/scrape: "true"}}
                    spec:
                      containers:
                        - name: cart
                          image: cart:{version}
                          ports: [{containerPort: 8000}]
                          env: [{name: ERROR_RATE, value: "{{{(isBad ? "0.5" : "0")}}}"}]
          prepare: {{{prepare}}}
          waves:
            - {name: all, clusters: {names: [{{{string.Join(", ", clusters)}}}]}, maxParallel: 4, bake: 30s{{{gate}}}}
          analysis:
            interval: 10s
            metrics:
              - {name: errors, scrape: {port: 8000}, errorRate: {}, max: 0.05}
              - {name: downtime, probe: {path: /health}, max: 10m}
          strategy: {blueGreen: {abortScaleDownDelay: 10s, keepPrevious: 30s}}
        """;
}
