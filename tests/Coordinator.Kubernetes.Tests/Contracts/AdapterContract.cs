using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Rbac;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Contracts;

/// <summary>What the adapter promises, seen through the Kubernetes API alone, so that any control plane can be asked.</summary>
public abstract class AdapterContract
{
    [Fact]
    public async Task A_release_is_installed_followed_by_another_and_taken_back()
    {
        await WithAsync(needsPods: true, async bench =>
        {
            var first = await bench.InstallAsync("1.0.0");
            Assert.Equal("blue", await bench.SelectorAsync());
            var plan = await bench.PreviewAsync("2.0.0");
            Assert.Equal("blue", await bench.SelectorAsync());
            Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));

            Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
            Assert.Equal("green", await bench.SelectorAsync());
            var version = await VersionAsync(bench, "services", Service);
            Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
            Assert.Equal(version, await VersionAsync(bench, "services", Service));

            Done(await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));
            var seen = await bench.Router.ObserveAsync(first, Token);
            Assert.Equal(("blue", 7L, 100), (await bench.SelectorAsync(), seen.Turn, seen.BlueWeightPercent));
        });
    }

    [Fact]
    public async Task A_colour_without_users_is_scaled_to_nothing()
    {
        await WithAsync(needsPods: true, async bench =>
        {
            await bench.InstallAsync("1.0.0");
            var plan = await bench.PreviewAsync("2.0.0");
            plan = plan with { Analysis = plan.Analysis with { Metrics = [] }, BlueGreen = plan.BlueGreen with { AbortScaleDownDelay = TimeSpan.Zero } };
            Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));

            Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(8), bench.Order(Color.Green, Color.Blue), Token));

            var deployment = await bench.GetAsync("deployments", "svgx-engine-blue");
            Assert.Equal((0L, "4"), (deployment.Whole("spec", "replicas"), deployment.Annotation("coordinator.dev/replicas-before")));
        });
    }

    [Fact]
    public async Task A_pod_that_crashes_is_named()
    {
        await WithAsync(needsPods: true, async bench =>
        {
            var plan = await bench.PlanAsync("1.0.0", manifests => Container(manifests)["env"] = JsonNode.Parse("""[{"name":"CRASH","value":"1"}]"""));
            Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));

            var refusal = (await bench.Workloads.DeployAsync(plan, bench.Fence(2), bench.Order(null, Color.Blue), Token)).Refusal;

            Assert.Contains("CrashLoopBackOff", refusal!.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_Job_runs_once_however_often_it_is_asked_for()
    {
        await WithAsync(needsPods: true, async bench =>
        {
            var plan = await bench.InstallAsync("1.0.0");
            var job = new JobSpec { Image = "registry.example.com/migrate:1", Command = ["/bin/sh", "-c", "echo migrated"] };
            var order = new JobOrder("prepare/migrate", job, TimeSpan.FromMinutes(10), 0, bench.Soon, Color.Green, null, IsOnce: true);

            Assert.Equal(JobOutcome.Succeeded, Done(await bench.Jobs.RunAsync(plan, bench.Fence(4), order, Token)).Outcome);
            var before = Assert.Single(await JobsAsync(bench)).Text("metadata", "uid");
            Assert.Equal(JobOutcome.Succeeded, Done(await bench.Jobs.RunAsync(plan, bench.Fence(6), order, Token)).Outcome);

            Assert.Equal(before, Assert.Single(await JobsAsync(bench)).Text("metadata", "uid"));
        });
    }

    [Fact]
    public async Task The_same_turn_twice_leaves_the_cluster_as_once()
    {
        await WithAsync(needsPods: false, async bench =>
        {
            var plan = await bench.PlanAsync("1.0.0");
            Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));
            var before = await VersionsAsync(bench);

            Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));

            Assert.Equal(before, await VersionsAsync(bench));
        });
    }

    [Fact]
    public async Task A_stale_turn_and_another_owner_are_refused()
    {
        await WithAsync(needsPods: false, async bench =>
        {
            var plan = await bench.PlanAsync("1.0.0");
            Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(4), bench.Order(null, Color.Blue), Token));
            var stale = Refused(RefusalKind.StaleTurn, await bench.Workloads.PrepareAsync(plan, bench.Fence(2), bench.Order(null, Color.Blue), Token));
            Assert.Equal(4, stale.FoundTurn);

            await bench.PatchAsync("services", Service, """{"metadata":{"annotations":{"coordinator.dev/owner":"other/x/y/z"}}}""");
            Refused(RefusalKind.OtherOwner, await bench.Workloads.PrepareAsync(plan, bench.Fence(6), bench.Order(null, Color.Blue), Token));
        });
    }

    [Fact]
    public async Task A_write_that_another_one_overtakes_is_decided_anew()
    {
        await WithAsync(needsPods: false, async bench =>
        {
            var plan = await bench.PlanAsync("1.0.0");
            Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));
            var looks = 0;
            var call = await bench.CallAsync(plan, 2);

            Done(await call.Writer.WriteAsync(ResourceKind.Services, Service, live =>
            {
                if (looks++ is 0)
                {
                    bench.PatchAsync("services", Service, """{"metadata":{"labels":{"by":"hand"}}}""").GetAwaiter().GetResult();
                }

                return new ObjectStep.Merge(new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["by"] = $"look {looks}".Replace(' ', '-') } } }, "test");
            }, Token));

            Assert.Equal((2, "look-2"), (looks, (await bench.GetAsync("services", Service)).Label("by")));
        });
    }

    [Fact]
    public async Task A_field_of_another_manager_is_a_conflict_that_names_it()
    {
        await WithAsync(needsPods: false, async bench =>
        {
            Done(await bench.Workloads.PrepareAsync(await bench.PlanAsync("1.0.0"), bench.Fence(1), bench.Order(null, Color.Blue), Token));
            await bench.PatchAsync("configmaps", "svgx-engine-config-blue", """{"data":{"LOG_LEVEL":"debug"}}""");

            var refusal = Refused(RefusalKind.Conflict, await bench.Workloads.PrepareAsync(
                await bench.PlanAsync("1.0.1"), bench.Fence(2), bench.Order(null, Color.Blue), Token));

            Assert.Equal("kubectl", refusal.Manager);
        });
    }

    [Fact]
    public async Task Preflight_finds_the_printed_roles_enough_and_names_a_right_that_is_taken_away()
    {
        await WithAsync(needsPods: false, async bench =>
        {
            var plan = await bench.PlanAsync("1.0.0");
            var manifests = await new EnvironmentManifests(bench.Documents).ReadAsync(plan, Token);
            foreach (var one in ClusterRoles.Of(plan, manifests, new RbacSubject("User", "coordinator", null)).Objects)
            {
                await bench.SendAsync(HttpMethod.Patch, PathOf(one) + "?force=true", one.ToJsonString(), "application/apply-patch+yaml");
            }

            bench.Register("one", new KubeconfigRef("kubeconfig", "one-limited"));
            // A role takes a moment until it counts.
            await EventuallyAsync(async () => Missing(await bench.Preflight.RunAsync(plan, Token)) is []);
            var report = await bench.Preflight.RunAsync(plan, Token);
            Assert.Empty(report.Findings.Where(one => !one.Passed));
            Assert.StartsWith("v1.", report.KubernetesVersion, StringComparison.Ordinal);

            var role = await bench.SendAsync(HttpMethod.Get, PathOf("roles", "coordinator-svgx-engine"));
            role["rules"]!.AsArray().Remove(role["rules"]!.AsArray().First(rule => rule!["resources"]![0]!.GetValue<string>() is "endpointslices"));
            await bench.SendAsync(HttpMethod.Put, PathOf("roles", "coordinator-svgx-engine"), role.ToJsonString());
            await EventuallyAsync(async () => Missing(await bench.Preflight.RunAsync(plan, Token))
                is ["list endpointslices.discovery.k8s.io", "watch endpointslices.discovery.k8s.io"]);
        });
    }

    [Fact]
    public async Task A_collection_is_listed_and_watched()
    {
        await WithAsync(needsPods: false, async bench =>
        {
            var plan = await bench.PlanAsync("1.0.0");
            Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));
            var call = await bench.CallAsync(plan, 2);
            await using var watch = ObjectWatch.Start(call.Api, call.Pacer, [ObjectQuery.Named(ResourceKind.Services, Service)], Token);
            Assert.NotNull(await watch.NextAsync(bench.Soon, Token));
            await bench.PatchAsync("services", Service, """{"metadata":{"labels":{"seen":"yes"}}}""");

            while (await watch.NextAsync(bench.Soon, Token) is { } seen && seen[0].Single().Label("seen") is not "yes")
            {
            }

            Assert.Equal("yes", (await watch.LookAsync(Token))[0].Single().Label("seen"));
        });
    }

    /// <summary>Runs a test over a cluster with the namespace of the release; skips it where there is none.</summary>
    /// <param name="needsPods">Whether Deployments must get pods.</param>
    /// <param name="test">The test.</param>
    private protected abstract Task WithAsync(bool needsPods, Func<Bench, Task> test);

    private static string[] Missing(PreflightReport report) =>
    [
        .. report.Findings.Where(one => one is { Code: "permission", Passed: false })
            .Select(one => one.Message["not allowed to ".Length..one.Message.IndexOf(" in ", StringComparison.Ordinal)]),
    ];

    private static JsonObject Container(JsonArray manifests) => manifests.OfType<JsonObject>()
        .Single(one => one.Kind() is "Deployment")["spec"]!["template"]!["spec"]!["containers"]![0]!.AsObject();

    private static async Task<JsonObject[]> JobsAsync(Bench bench) =>
        [.. (await bench.SendAsync(HttpMethod.Get, $"/apis/batch/v1/namespaces/{Namespace}/jobs")).Objects("items")];

    private static async Task<string?> VersionAsync(Bench bench, string kind, string name) =>
        (await bench.GetAsync(kind, name)).Text("metadata", "resourceVersion");

    private static async Task<string[]> VersionsAsync(Bench bench)
    {
        var versions = ImmutableArray.CreateBuilder<string>();
        foreach (var kind in (string[])["services", "configmaps", "secrets"])
        {
            var list = await bench.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/{kind}");
            versions.AddRange(list.Objects("items").Select(one => $"{kind}/{one.Name()} {one.Text("metadata", "resourceVersion")}"));
        }

        return [.. versions];
    }

    private static string PathOf(JsonObject one) => one.Text("metadata", "namespace") is null
        ? $"/apis/rbac.authorization.k8s.io/v1/{one.Kind().ToLowerInvariant()}s/{one.Name()}"
        : PathOf($"{one.Kind().ToLowerInvariant()}s", one.Name());

    private static string PathOf(string kind, string name) => $"/apis/rbac.authorization.k8s.io/v1/namespaces/{Namespace}/{kind}/{name}";
}
