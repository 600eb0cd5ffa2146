using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class FirstInstallTests
{
    [Fact]
    public async Task A_Service_that_is_absent_is_created_selecting_none()
    {
        await using var bench = await StartAsync();

        Done(await bench.Workloads.PrepareAsync(await bench.PlanAsync(), bench.Fence(1), bench.Order(null, Color.Blue), Token));

        var service = await bench.GetAsync("services", Service);
        Assert.Equal("none", service.Text("spec", "selector", "version"));
        Assert.Equal("svgx-engine", service.Text("spec", "selector", "app"));
        Assert.Equal(Owner, service.Annotation("coordinator.dev/owner"));
        Assert.Equal("1", service.Annotation("coordinator.dev/turn"));
        Assert.Equal("blue", (await bench.GetAsync("services", Service + "-blue")).Text("spec", "selector", "version"));
        Assert.Equal("green", (await bench.GetAsync("services", Service + "-green")).Text("spec", "selector", "version"));
        Assert.Equal("info", (await bench.GetAsync("configmaps", "svgx-engine-config-blue")).Text("data", "LOG_LEVEL"));
    }

    [Fact]
    public async Task A_first_install_ends_with_users_on_blue()
    {
        await using var bench = await StartAsync();

        var plan = await bench.InstallAsync();

        var seen = await bench.Router.ObserveAsync(plan, Token);
        Assert.Equal(("blue", "blue", 100, 4, 4),
            (seen.SelectorColor, seen.RecordedActive, seen.BlueWeightPercent, seen.BlueReady, seen.ReadyEndpoints));
        Assert.Equal((3L, Owner, "coordinator-traffic"), (seen.Turn, seen.Owner, seen.Manager));
    }
}
