using System.Net.Http.Headers;
using System.Text;

namespace Coordinator.Gateway.Tests.Fixtures;

/// <summary>Bodies of requests.</summary>
internal static class Bodies
{
    private static int last;

    /// <summary>A name that no other test uses, for a release and its application.</summary>
    public static string NewName() => $"app-{Interlocked.Increment(ref last)}";

    public static StringContent Yaml(string text) => new(text, new MediaTypeHeaderValue("application/yaml"));

    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>A release with one wave for each group of clusters, which are separated by commas.</summary>
    public static string Release(string name, string version = "1.2.3", int approvals = 0, params string[] waves) => $$"""
        apiVersion: coordinator.dev/v1
        kind: Release
        metadata: {name: {{name}} }
        spec:
          application: {{name}}
          version: {{version}}
          target: {namespace: shop, service: web}
          manifests:
            inline:
              - apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web} }
                  template:
                    metadata: {labels: {app: web} }
                    spec: {containers: [{name: web, image: "web:{version}"}]}
          waves:
        {{Waves(waves is [] ? ["eu-1,eu-2"] : waves, approvals)}}
          # What is Live is measured until then: with 24 h the tests would slow each other down.
          strategy: {blueGreen: {keepPrevious: 1s} }
        """;

    public static string Clusters(params string[] names) => string.Join("\n---\n", names.Select(Cluster));

    private static string Cluster(string name)
    {
        var region = name.Split('-')[0];
        return $$"""
            apiVersion: coordinator.dev/v1
            kind: Cluster
            metadata: {name: {{name}} }
            spec: {region: {{region}}, kubeconfig: {path: kubeconfig, context: {{name}} } }
            """;
    }

    private static string Waves(string[] waves, int approvals) =>
        string.Join('\n', waves.Select((clusters, index) => Wave(clusters, index, approvals)));

    private static string Wave(string clusters, int index, int approvals)
    {
        var gate = approvals > 0 ? $$""", gate: {approval: {required: {{approvals}} } }""" : "";
        return $$"""    - {name: wave-{{index}}, clusters: {names: [{{clusters}}]}, maxParallel: 2, bake: 10s{{gate}} }""";
    }
}
