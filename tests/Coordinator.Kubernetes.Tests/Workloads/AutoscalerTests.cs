using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

/// <summary>Deployments whose replicas an autoscaler owns, whoever made it.</summary>
public sealed class AutoscalerTests
{
    private const string Scalers = "horizontalpodautoscalers";

    private const string Collection = $"/apis/autoscaling/v2/namespaces/{Namespace}/{Scalers}";

    [Fact]
    public async Task Replicas_are_omitted_from_what_is_applied_where_an_autoscaler_owns_them()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync(change: WithScaler);
        await bench.PreviewAsync(change: WithScaler);
        bench.Cluster.Autoscale(Namespace, "svgx-engine-green", 8);

        await DeployAgainAsync(bench, WithScaler);

        Assert.Equal(8, await ReplicasAsync(bench, "green"));
        Assert.False(AppliesReplicas(await bench.GetAsync("deployments", "svgx-engine-green")));
    }

    [Fact]
    public async Task They_are_also_omitted_where_the_autoscaler_exists_only_in_the_cluster()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PreviewAsync();
        await CreateScalerAsync(bench, "by-hand", "svgx-engine-green");
        bench.Cluster.Autoscale(Namespace, "svgx-engine-green", 8);

        await DeployAgainAsync(bench);

        Assert.Equal(8, await ReplicasAsync(bench, "green"));
        Assert.False(AppliesReplicas(await bench.GetAsync("deployments", "svgx-engine-green")));
    }

    [Fact]
    public async Task A_preview_gets_a_copy_of_an_autoscaler_that_only_the_active_colour_has()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await CreateScalerAsync(bench, "by-hand", "svgx-engine-blue");

        await bench.PreviewAsync();

        var copy = await bench.GetAsync(Scalers, "by-hand-green");
        Assert.Equal("svgx-engine-green", copy.Text("spec", "scaleTargetRef", "name"));
        Assert.Equal((4L, 10L), Range(copy));
    }

    [Fact]
    public async Task The_idle_colours_autoscaler_gets_the_serving_colours_count_as_minimum_before_the_first_step()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync(change: WithScaler);
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 7);

        var plan = await bench.PreviewAsync(change: WithScaler);

        Assert.Equal((7L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-green")));
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 9);
        var report = Done(
            await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Equal((9, true), (report.Replicas, report.Autoscaled));
        Assert.Equal((9L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-green")));
        Assert.Equal((9L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-blue")));
    }

    [Fact]
    public async Task A_maximum_below_the_serving_colours_count_is_raised_for_that_time()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync(change: WithScaler);
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 12);

        var plan = await bench.PreviewAsync(change: WithScaler);

        Assert.Equal((12L, 12L), Range(await bench.GetAsync(Scalers, "svgx-engine-green")));
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Equal((2L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-green")));
    }

    [Fact]
    public async Task A_smaller_preview_is_held_at_its_size_until_the_first_step()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync(change: WithScaler);
        var plan = await bench.PlanAsync("2.0.0", WithScaler);
        plan = plan with { BlueGreen = plan.BlueGreen with { PreviewReplicas = 1 } };
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        Assert.Equal(1, Done(await bench.Workloads.DeployAsync(plan, bench.Fence(5), bench.Order(Color.Blue, Color.Green), Token))
            .Replicas);

        Assert.Equal(1L, Range(await bench.GetAsync(Scalers, "svgx-engine-green")).Minimum);
    }

    [Fact]
    public async Task After_the_switch_the_previous_colour_is_held_and_the_serving_one_is_on_its_own()
    {
        await using var bench = await StartAsync();
        var plan = await SwitchedAsync(bench);
        bench.Cluster.Autoscale(Namespace, "svgx-engine-green", 12);

        Done(await bench.Previous.FollowAsync(plan, bench.Fence(8), bench.Order(Color.Green, Color.Blue), Token));

        Assert.Equal((12L, 12L), Range(await bench.GetAsync(Scalers, "svgx-engine-blue")));
        Assert.Equal((2L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-green")));
        Assert.Equal(12, await ReplicasAsync(bench, "blue"));
    }

    [Fact]
    public async Task When_keepPrevious_ends_every_autoscaler_has_its_own_range_back()
    {
        await using var bench = await StartAsync();
        var plan = await SwitchedAsync(bench);
        Done(await bench.Previous.FollowAsync(plan, bench.Fence(8), bench.Order(Color.Green, Color.Blue), Token));

        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(10), bench.Order(Color.Green, Color.Blue), Token));

        Assert.Equal((2L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-blue")));
        Assert.Equal((2L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-green")));
        Assert.Null((await bench.GetAsync(Scalers, "svgx-engine-blue")).Annotation("coordinator.dev/min-replicas-before"));
        Assert.Equal(0, await ReplicasAsync(bench, "blue"));
    }

    [Fact]
    public async Task After_a_rollback_the_old_colour_takes_all_users_at_its_full_count()
    {
        await using var bench = await StartAsync();
        var plan = await SwitchedAsync(bench);
        // What an autoscaler may do to an idle colour: down to the minimum that it was given, and no further.
        var minimum = Range(await bench.GetAsync(Scalers, "svgx-engine-blue")).Minimum;
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", (int)minimum);

        Done(await bench.Router.RestoreAsync(plan, bench.Fence(9), bench.Traffic(Color.Green, Color.Blue), Token));

        Assert.Equal("blue", await bench.SelectorAsync());
        Assert.Equal(7, (await bench.GetAsync("deployments", "svgx-engine-blue")).Whole("status", "readyReplicas"));
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token));
        Assert.Equal((2L, 10L), Range(await bench.GetAsync(Scalers, "svgx-engine-blue")));
    }

    [Fact]
    public async Task Without_an_autoscaler_the_previous_colour_follows_the_active_one_up()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        bench.Cluster.Autoscale(Namespace, "svgx-engine-green", 6);

        Done(await bench.Previous.FollowAsync(plan, bench.Fence(8), bench.Order(Color.Green, Color.Blue), Token));
        Assert.Equal(6, await ReplicasAsync(bench, "blue"));

        bench.Cluster.Autoscale(Namespace, "svgx-engine-green", 3);
        Done(await bench.Previous.FollowAsync(plan, bench.Fence(10), bench.Order(Color.Green, Color.Blue), Token));
        Assert.Equal(6, await ReplicasAsync(bench, "blue"));
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await using var bench = await StartAsync();
        var plan = await SwitchedAsync(bench);
        var order = bench.Order(Color.Green, Color.Blue);
        Done(await bench.Previous.FollowAsync(plan, bench.Fence(8), order, Token));
        var before = bench.Cluster.LastAuditSequence;

        Done(await bench.Previous.FollowAsync(plan, bench.Fence(8), order, Token));

        Assert.All(bench.Cluster.AuditEntries(before), one => Assert.Empty(one.Changes));
    }

    [Fact]
    public async Task What_autoscaled_the_Deployment_that_is_adopted_scales_its_clone()
    {
        await using var bench = await StartAsync();
        var manifests = (await bench.PlanAsync("1.0.0")).ManifestsDigest;
        foreach (var one in JsonNode.Parse((await bench.Documents.FindAsync(manifests, Token))!)!.AsArray().OfType<JsonObject>())
        {
            var path = one.Kind() is "Deployment" ? "apis/apps/v1" : "api/v1";
            await bench.SendAsync(HttpMethod.Post, $"/{path}/namespaces/{Namespace}/{one.Kind().ToLowerInvariant()}s", one.ToJsonString());
        }

        await EventuallyAsync(async () => (await bench.GetAsync("deployments", "svgx-engine")).Whole("status", "readyReplicas") is 4);
        await CreateScalerAsync(bench, "by-hand", "svgx-engine");
        var plan = await bench.PlanAsync("2.0.0");
        plan = plan with { Target = plan.Target with { Adopt = true } };
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));

        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var copy = await bench.GetAsync(Scalers, "by-hand-blue");
        Assert.Equal("svgx-engine-blue", copy.Text("spec", "scaleTargetRef", "name"));
        Assert.Equal((4L, 10L), Range(copy));
        Assert.Equal((4, 0), (await ReplicasAsync(bench, "blue"),
            (int)(await bench.GetAsync("deployments", "svgx-engine")).Whole("spec", "replicas")!));
    }

    /// <summary>Green serves, blue was left at seven; turns up to 7 are used.</summary>
    private static async Task<EnvironmentPlan> SwitchedAsync(Bench bench)
    {
        await bench.InstallAsync(change: WithScaler);
        bench.Cluster.Autoscale(Namespace, "svgx-engine-blue", 7);
        var plan = await bench.PreviewAsync(change: WithScaler);
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(7), bench.Traffic(Color.Blue, Color.Green), Token));
        return plan;
    }

    private static async Task DeployAgainAsync(Bench bench, Action<JsonArray>? change = null)
    {
        var plan = await bench.PlanAsync("2.0.1", change);
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(7), bench.Order(Color.Blue, Color.Green), Token));
    }

    private static Task CreateScalerAsync(Bench bench, string name, string deployment) =>
        bench.SendAsync(HttpMethod.Post, Collection, Scaler(name, deployment).ToJsonString());

    private static void WithScaler(JsonArray manifests)
    {
        manifests.Add((JsonNode)Scaler("svgx-engine", "svgx-engine"));
        manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment")["spec"]!.AsObject().Remove("replicas");
    }

    private static JsonObject Scaler(string name, string deployment) => new()
    {
        ["apiVersion"] = "autoscaling/v2",
        ["kind"] = "HorizontalPodAutoscaler",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["minReplicas"] = 2,
            ["maxReplicas"] = 10,
            ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = deployment },
        },
    };

    private static async Task<int> ReplicasAsync(Bench bench, string color) =>
        (int)(await bench.GetAsync("deployments", $"svgx-engine-{color}")).Whole("spec", "replicas")!;

    private static (long Minimum, long Maximum) Range(JsonObject scaler) =>
        (scaler.Whole("spec", "minReplicas") ?? 0, scaler.Whole("spec", "maxReplicas") ?? 0);

    private static bool AppliesReplicas(JsonObject deployment) => deployment.Objects("metadata", "managedFields").Any(entry =>
        entry.Text("operation") is "Apply" && entry.At("fieldsV1", "f:spec", "f:replicas") is not null);
}
