using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Rbac;
using Coordinator.Kubernetes.Tests.Fixtures;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Rbac;

/// <summary>Releases as a user who has the printed roles and nothing else: they are enough, and none of it is too much.</summary>
public sealed class MinimalRoleTests
{
    private static readonly RbacSubject User = new("User", "coordinator", null);

    private static readonly MetricSpec Probe = new() { Name = "downtime", Probe = new ProbeSpec(), Max = 60 };

    [Fact]
    public async Task Install_release_failure_rollback_and_clean_up_use_each_right_of_the_roles_and_no_other()
    {
        await using var bench = await StartAsync();
        await OtherControllers.DefineAsync(bench);
        var granted = await GrantAsync(bench, Planned(await bench.PlanAsync("1.0.0", WithMore)), createsNamespace: false);
        await PreflightAsync(bench, Planned(await bench.PlanAsync("1.0.0", WithMore)));
        await bench.InstallAsync("1.0.0", WithMore);
        await CreateScalerAsync(bench);

        var plan = Planned(await bench.PreviewAsync("2.0.0", WithMore));
        await PreflightAsync(bench, plan);
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(6), bench.Traffic(Color.Blue, Color.Green), Token));
        Assert.All(await bench.Metrics.SampleAsync(plan, Color.Green, [plan.Analysis.Metrics[0], Probe], Token),
            reading => Assert.False(reading is FaultReading { Cause: NoDataCause.SourceDead }, reading.ToString()));
        Done(await bench.Router.RestoreAsync(plan, bench.Fence(7), bench.Traffic(Color.Green, Color.Blue), Token));
        var turn = await WatchEndpointsAsync(bench, plan, turn: 8);
        Done(await bench.Workloads.ScaleDownAsync(plan, bench.Fence(turn), bench.Order(Color.Blue, Color.Green), Token));
        await FailAsync(bench, turn);

        // What is granted in the whole cluster covers the namespace too.
        Assert.Equal(granted, bench.Cluster.UsedRights.Where(used => !used.Contains("selfsubject", StringComparison.Ordinal)
            && !(used.EndsWith($" {Namespace}", StringComparison.Ordinal) && granted.Contains(used[..^(Namespace.Length + 1)]))));
    }

    [Fact]
    public async Task An_adoption_runs_with_the_roles()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync("2.0.0");
        plan = plan with { Target = plan.Target with { Adopt = true } };
        await GrantAsync(bench, plan, createsNamespace: false);
        foreach (var one in await ManifestsAsync(bench, await bench.PlanAsync("1.0.0")))
        {
            var group = one.Kind() is "Deployment" ? "/apis/apps/v1" : "/api/v1";
            await bench.SendAsync(HttpMethod.Post, $"{group}/namespaces/{Namespace}/{one.Kind().ToLowerInvariant()}s", one.ToJsonString());
        }

        await EventuallyAsync(async () => (await bench.GetAsync("deployments", "svgx-engine")).Whole("status", "readyReplicas") > 0);

        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.AdoptAsync(plan, bench.Fence(2), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(3), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(4), bench.Traffic(Color.Blue, Color.Green), Token));
        Assert.Equal("green", await bench.SelectorAsync());
    }

    [Fact]
    public async Task A_namespace_can_be_made_with_the_roles()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync("1.0.0");
        plan = plan with { Target = plan.Target with { CreateNamespace = true } };
        await GrantAsync(bench, plan, createsNamespace: true);
        await bench.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{Namespace}");
        await EventuallyAsync(async () => (await bench.SendAsync(HttpMethod.Get, "/api/v1/namespaces")).Objects("items")
            .All(one => one.Name() != Namespace));

        // The Role went with the namespace: the namespace is made, and what follows is refused by name.
        var refusal = Refused(RefusalKind.Rejected,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));

        Assert.Contains("forbidden", refusal.Message, StringComparison.Ordinal);
        await bench.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}");
    }

    [Fact]
    public async Task Preflight_misses_each_right_that_is_taken_away()
    {
        await using var bench = await StartAsync();
        await OtherControllers.DefineAsync(bench);
        var plan = Planned(await bench.PlanAsync("1.0.0", WithMore));
        var roles = ClusterRoles.Of(plan, await ManifestsAsync(bench, plan), User);
        await GrantAsync(bench, plan, createsNamespace: false);
        foreach (var role in roles.Objects.Where(one => one["rules"] is not null))
        {
            for (var i = 0; i < role["rules"]!.AsArray().Count; i++)
            {
                var less = role.DeepClone().AsObject();
                var rule = less["rules"]![i]!.AsObject();
                less["rules"]!.AsArray().RemoveAt(i);
                await PutAsync(bench, less);

                var missing = (await bench.Preflight.RunAsync(plan, Token)).Findings.Where(one => one is { Code: "permission", Passed: false }).ToArray();

                Assert.Equal(rule["verbs"]!.AsArray().Count * Math.Max(1, rule["resourceNames"]?.AsArray().Count ?? 1), missing.Length);
                Assert.All(missing, one => Assert.Contains(rule["resources"]![0]!.GetValue<string>(), one.Message, StringComparison.Ordinal));
            }

            await PutAsync(bench, role);
        }
    }

    /// <summary>A scrape, a probe, a StorageClass and a volume: what a plan may ask for besides.</summary>
    private static EnvironmentPlan Planned(EnvironmentPlan plan) => plan with
    {
        Preflight = plan.Preflight with { StorageClasses = ["standard"], MinAvailableVolumes = 1 },
        Analysis = plan.Analysis with { Metrics = [plan.Analysis.Metrics[0], Probe] },
    };

    private static void WithMore(JsonArray manifests)
    {
        manifests.Add(JsonNode.Parse("""
            {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"svgx-engine"},
             "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"svgx-engine"}}}}
            """));
        var deployment = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment");
        var pod = deployment["spec"]!["template"]!["spec"]!.AsObject();
        pod["volumes"] ??= new JsonArray();
        pod["volumes"]!.AsArray().Add(JsonNode.Parse("""{"name":"shared","persistentVolumeClaim":{"claimName":"shared"}}"""));
    }

    private static async Task PreflightAsync(Bench bench, EnvironmentPlan plan)
    {
        var findings = (await bench.Preflight.RunAsync(plan, Token)).Findings;
        Assert.DoesNotContain(findings, one => !one.Passed && one.Code is not "volumes");
    }

    private static Task<JsonObject> CreateScalerAsync(Bench bench) => bench.SendAsync(HttpMethod.Post,
        $"/apis/autoscaling/v2/namespaces/{Namespace}/horizontalpodautoscalers", """
            {"metadata":{"name":"by-hand"},"spec":{"minReplicas":1,"maxReplicas":10,
             "scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"svgx-engine-blue"}}}
            """);

    /// <summary>Endpoints are watched only where they do not follow before the first look: to and fro until that was so.</summary>
    private static async Task<long> WatchEndpointsAsync(Bench bench, EnvironmentPlan plan, long turn)
    {
        for (var look = 0; !bench.Cluster.UsedRights.Any(used => used.StartsWith("watch endpointslices", StringComparison.Ordinal)); look++)
        {
            Assert.True(look < 100, "endpoints always followed at once");
            Done(await bench.Router.ShiftAsync(plan, bench.Fence(turn++), bench.Traffic(Color.Blue, Color.Green), Token));
            Done(await bench.Router.RestoreAsync(plan, bench.Fence(turn++), bench.Traffic(Color.Green, Color.Blue), Token));
        }

        return turn;
    }

    /// <summary>Another selector, so that the Deployment is made anew, and pods that crash.</summary>
    private static async Task FailAsync(Bench bench, long turn)
    {
        var plan = await bench.PlanAsync("3.0.0", manifests =>
        {
            WithMore(manifests);
            var spec = manifests.OfType<JsonObject>().Single(one => one.Kind() is "Deployment")["spec"]!;
            spec["selector"]!["matchLabels"]!["tier"] = "web";
            spec["template"]!["metadata"]!["labels"]!["tier"] = "web";
            spec["template"]!["spec"]!["containers"]![0]!["env"] = JsonNode.Parse("""[{"name":"CRASH","value":"1"}]""");
        });
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(turn + 1), bench.Order(Color.Blue, Color.Green), Token));
        var refusal = await bench.Workloads.DeployAsync(plan, bench.Fence(turn + 2), bench.Order(Color.Blue, Color.Green), Token);
        Assert.NotEqual(RefusalKind.Rejected, refusal.Refusal!.Kind);
        Assert.NotNull(refusal.Refusal.Logs);
    }

    /// <summary>Gives the roles, and gives back what they hold.</summary>
    private static async Task<ImmutableArray<string>> GrantAsync(Bench bench, EnvironmentPlan plan, bool createsNamespace)
    {
        var roles = ClusterRoles.Of(plan, await ManifestsAsync(bench, plan), User);
        foreach (var one in roles.Objects)
        {
            await PutAsync(bench, one);
        }

        bench.Register("one", new KubeconfigRef("kubeconfig", "one-limited"));
        Assert.Equal(createsNamespace, roles.Objects[2].ToJsonString().Contains("create", StringComparison.Ordinal));
        return
        [
            .. roles.Objects.Where(one => one["rules"] is not null)
                .SelectMany(role => role.Objects("rules"), (role, rule) => (Role: role, Rule: rule))
                .SelectMany(one => one.Rule["verbs"]!.AsArray(), (one, verb) =>
                {
                    var group = one.Rule["apiGroups"]![0]!.GetValue<string>() is { Length: > 0 } name ? $".{name}" : "";
                    var resource = one.Rule["resources"]![0]!.GetValue<string>();
                    var ns = one.Role.Kind() is "Role" || resource is "namespaces" ? $" {Namespace}" : "";
                    return $"{verb!.GetValue<string>()} {resource}{group}{ns}";
                })
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    private static Task<JsonObject> PutAsync(Bench bench, JsonObject one)
    {
        var ns = one.Text("metadata", "namespace") is { } name ? $"/namespaces/{name}" : "";
        return bench.SendAsync(HttpMethod.Patch,
            $"/apis/rbac.authorization.k8s.io/v1{ns}/{one.Kind().ToLowerInvariant()}s/{one.Name()}?force=true",
            one.ToJsonString(), "application/apply-patch+yaml");
    }

    private static async Task<ImmutableArray<JsonObject>> ManifestsAsync(Bench bench, EnvironmentPlan plan) =>
        await new EnvironmentManifests(bench.Documents).ReadAsync(plan, Token);
}
