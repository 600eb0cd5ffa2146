using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>The Services of an application and who writes them.</summary>
public sealed class ColorServiceTests
{
    [Fact]
    public async Task The_preview_is_reached_by_name_before_any_user_is()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PreviewAsync();

        Assert.Equal("2.0.0", await VersionAsync(bench, $"{Service}-green"));
        Assert.Equal("1.0.0", await VersionAsync(bench, $"{Service}-blue"));
        Assert.Equal("1.0.0", await VersionAsync(bench, Service));
    }

    [Fact]
    public async Task Only_the_router_owns_the_selector_of_the_target_Service()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

        var owners = (await bench.GetAsync("services", Service)).Objects("metadata", "managedFields")
            .Where(entry => entry.At("fieldsV1", "f:spec", "f:selector") is not null).Select(entry => entry.Text("manager"));

        Assert.Equal(["coordinator-traffic"], owners);
    }

    [Fact]
    public async Task A_changed_selector_never_recreates_a_Deployment_that_has_users()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var uid = (await bench.GetAsync("deployments", "svgx-engine-blue")).Text("metadata", "uid");
        var plan = await bench.PlanAsync("2.0.0", manifests =>
        {
            var deployment = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment");
            deployment["spec"]!["selector"]!["matchLabels"]!["tier"] = "web";
            deployment["spec"]!["template"]!["metadata"]!["labels"]!["tier"] = "web";
        });

        Refused(RefusalKind.ForeignChange,
            await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Green, Color.Blue), Token));

        Assert.Equal(uid, (await bench.GetAsync("deployments", "svgx-engine-blue")).Text("metadata", "uid"));
    }

    private static async Task<string?> VersionAsync(Fixtures.Bench bench, string service) =>
        (await bench.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/services/{service}:http/proxy/version"))
            .Text("version");
}
