using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Coordinator.Simulator.Tests.Hosting;

public sealed class KubernetesClientTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_library_works_with_the_kubeconfig_as_it_is()
    {
        await using var simulation = await Simulation.StartAsync();
        using var client = Client(simulation, "one");
        var nodes = await client.CoreV1.ListNodeAsync(cancellationToken: Cancelled);
        await client.AppsV1.CreateNamespacedDeploymentAsync(Deployment(), "default", cancellationToken: Cancelled);
        simulation.Advance(5);
        var deployment = await client.AppsV1.ReadNamespacedDeploymentAsync("web", "default", cancellationToken: Cancelled);
        var patch = new V1Patch("""{"spec": {"replicas": 3}}""", V1Patch.PatchType.MergePatch);
        var scaled = await client.AppsV1.PatchNamespacedDeploymentScaleAsync(patch, "web", "default", cancellationToken: Cancelled);
        var review = await client.AuthorizationV1.CreateSelfSubjectAccessReviewAsync(new()
        { Spec = new() { ResourceAttributes = new() { Verb = "patch", Resource = "services", NamespaceProperty = "default" } } },
            cancellationToken: Cancelled);

        Assert.Equal(2, nodes.Items.Count);
        Assert.Equal(2, deployment.Status.AvailableReplicas);
        Assert.Equal(3, scaled.Spec.Replicas);
        Assert.True(review.Status.Allowed);
    }

    [Fact]
    public async Task A_stale_version_is_a_conflict()
    {
        await using var simulation = await Simulation.StartAsync();
        using var client = Client(simulation, "one");
        await simulation.CreateServiceAsync("blue");
        var service = await client.CoreV1.ReadNamespacedServiceAsync("web", "default", cancellationToken: Cancelled);
        using var switched = await simulation.SwitchAsync("green");
        var refused = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoreV1.ReplaceNamespacedServiceAsync(service, "web", "default", cancellationToken: Cancelled));

        Assert.Equal(HttpStatusCode.Conflict, refused.Response.StatusCode);
    }

    [Fact]
    public async Task A_watch_tells_of_changes()
    {
        await using var simulation = await Simulation.StartAsync();
        using var client = Client(simulation, "one");
        await simulation.CreateServiceAsync("blue");
        var seen = new List<string>();
        await foreach (var (type, service) in client.CoreV1.WatchListNamespacedServiceAsync(
            "default", fieldSelector: "metadata.name=web", cancellationToken: Cancelled))
        {
            seen.Add($"{type} {service.Spec.Selector["version"]}");
            if (seen.Count == 2) break;
            using var switched = await simulation.SwitchAsync("green");
        }

        Assert.Equal(["Added blue", "Modified green"], seen);
    }

    [Fact]
    public async Task The_limited_user_may_nothing_until_a_role_says_so()
    {
        await using var simulation = await Simulation.StartAsync();
        using var client = Client(simulation, "one-limited");
        var refused = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoreV1.ListNamespacedServiceAsync("default", cancellationToken: Cancelled));
        await simulation.CreateAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
            """{"metadata": {"name": "r"}, "rules": [{"apiGroups": [""], "resources": ["services"], "verbs": ["list"]}]}""");
        await simulation.CreateAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", """
            {"metadata": {"name": "r"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"},
             "subjects": [{"kind": "User", "name": "coordinator"}]}
            """);
        var allowed = await client.CoreV1.ListNamespacedServiceAsync("default", cancellationToken: Cancelled);

        Assert.Equal(HttpStatusCode.Forbidden, refused.Response.StatusCode);
        Assert.Equal("kubernetes", Assert.Single(allowed.Items).Metadata.Name);
    }

    private static Kubernetes Client(Simulation simulation, string context)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(simulation.Server.RenderKubeconfig()));
        return new(KubernetesClientConfiguration.BuildConfigFromConfigFile(stream, context));
    }

    private static V1Deployment Deployment() => new()
    {
        Metadata = new() { Name = "web" },
        Spec = new()
        {
            Replicas = 2,
            Selector = new() { MatchLabels = new Dictionary<string, string> { ["app"] = "web" } },
            Template = new()
            {
                Metadata = new() { Labels = new Dictionary<string, string> { ["app"] = "web" } },
                Spec = new() { Containers = [new() { Name = "web", Image = "web:1.0.0" }] },
            },
        },
    };
}
