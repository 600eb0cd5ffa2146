using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

/// <summary>What a deployment tells about the images that its pods turned out to run.</summary>
public sealed class ImageTests
{
    private const string Image = "registry.example.com/svgx-engine:2.0.0";

    [Fact]
    public async Task A_deployment_reports_the_digest_that_its_tag_is()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();

        var digest = await DigestAsync(bench, 4);

        var pod = (await bench.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/pods?labelSelector=version%3Dgreen"))
            .Objects("items").First();
        Assert.EndsWith(digest, pod.Objects("status", "containerStatuses").Single().Text("imageID"));
        Assert.StartsWith("sha256:", digest);
    }

    [Fact]
    public async Task A_tag_that_was_moved_shows_as_another_digest()
    {
        await using var first = await StartAsync();
        await first.InstallAsync();
        await using var second = await StartAsync();
        await second.InstallAsync();
        second.Cluster.MoveTag(Image);

        Assert.NotEqual(await DigestAsync(first, 4), await DigestAsync(second, 4));
    }

    [Fact]
    public async Task Pods_that_run_different_images_under_one_tag_are_refused()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await DigestAsync(bench, 4);
        bench.Cluster.MoveTag(Image);
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 6);
        var plan = await bench.PlanAsync("2.0.0");

        var refusal = Refused(RefusalKind.Rejected,
            await bench.Workloads.DeployAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Contains(Image, refusal.Message);
    }

    [Fact]
    public async Task An_image_that_is_named_by_digest_can_not_move()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PlanAsync("2.0.0", manifests => PodTemplates.Containers(manifests.OfType<System.Text.Json.Nodes.JsonObject>()
            .Single(one => one.Kind() is "Deployment").PodSpec()!).Single()["image"] = $"registry.example.com/svgx-engine@sha256:{new string('a', 64)}");
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var report = Done(await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Empty(report.Images!);
    }

    private static async Task<string> DigestAsync(Fixtures.Bench bench, long turn)
    {
        var plan = await bench.PlanAsync("2.0.0");
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(turn), bench.Order(Color.Blue, Color.Green), Token));
        var report = Done(await bench.Workloads.DeployAsync(plan, bench.Fence(turn + 1), bench.Order(Color.Blue, Color.Green), Token));
        return report.Images![Image];
    }
}
