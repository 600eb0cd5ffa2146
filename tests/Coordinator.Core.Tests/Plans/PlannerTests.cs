using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Recording;
using static Coordinator.Core.Tests.Given;
using static Coordinator.Core.Tests.Plans.WavePlannerTests;

namespace Coordinator.Core.Tests.Plans;

public sealed class PlannerTests
{
    private static readonly PlannerOptions Options = new("here");

    [Fact]
    public void A_plan_names_every_document_by_its_digest()
    {
        var result = Planner.Plan(Spec(), [Cluster("a"), Cluster("b")], Options);

        var documents = result.Documents.ToDictionary(Digest.Of);
        Assert.Empty(result.Errors);
        Assert.Contains(result.PlanDigest, documents.Keys);
        foreach (var environment in result.Plan!.Waves.SelectMany(wave => wave.Environments))
        {
            var plan = CoreJson.Read<EnvironmentPlan>(documents[environment.PlanDigest]);
            Assert.Equal((environment.Key, "r1", "2.0.0"), (plan.Key, plan.Release, plan.Version));
            Assert.Equal($"here/{environment.Key}", plan.Owner);
            Assert.Contains(plan.ManifestsDigest, documents.Keys);
        }
    }

    [Fact]
    public void The_same_input_gives_the_same_documents() => Assert.Equal(
        Planner.Plan(Spec(), [Cluster("a"), Cluster("b")], Options).Documents,
        Planner.Plan(Spec(), [Cluster("b"), Cluster("a")], Options).Documents);

    [Fact]
    public void Documents_survive_reading_and_writing()
    {
        var result = Planner.Plan(Spec(), [Cluster("a")], Options);
        Assert.Equal(result.PlanDigest, Digest.Of(CoreJson.Write(CoreJson.Read<ReleasePlan>(CoreJson.Write(result.Plan!)))));
    }

    [Fact]
    public void All_errors_come_at_once()
    {
        var spec = Spec() with
        {
            Waves = [new() { Name = "w", Clusters = new() { Names = ["z"] } }],
            BlueGreen = new() { Steps = [new(10, TimeSpan.Zero), new(100, TimeSpan.Zero)] },
            Windows = new(),
        };
        var result = Planner.Plan(spec, [Cluster("a")], Options);
        Assert.Null(result.Plan);
        Assert.Equal(["empty-wave", "not-supported-yet", "unknown-cluster", "weight-not-possible"], result.Errors.Select(error => error.Code).Order());
    }

    [Fact]
    public void A_check_from_the_cluster_needs_the_coordinators_image()
    {
        var check = new CheckSpec { Name = "inside", From = CheckOrigin.Cluster, Http = new() { Path = "/health" } };
        var spec = Spec() with { Checks = new() { Validation = [check] } };

        var error = Assert.Single(Planner.Plan(spec, [Cluster("a")], Options).Errors);
        var planned = Planner.Plan(spec, [Cluster("a")], Options with { CheckImage = "coordinator:0.1" });
        var without = Planner.Plan(Spec(), [Cluster("a")], Options with { CheckImage = "coordinator:0.1" });

        Assert.Equal(("no-check-image", "spec.checks.validation[0].from"), (error.Code, error.Path));
        Assert.Contains("set Checks:Image", error.Message);
        Assert.Equal("coordinator:0.1", PlanOf(planned).CheckImage);
        Assert.Null(PlanOf(without).CheckImage);
    }

    [Fact]
    public void A_check_from_the_cluster_that_no_Job_can_be_told_is_refused()
    {
        var check = new CheckSpec { Name = "inside", From = CheckOrigin.Cluster, Http = new() { Path = "/parse", Method = "POST", Body = new string('x', 70_000) } };
        var spec = Spec() with { Waves = [Spec().Waves[0] with { Gate = new() { Checks = [check] } }] };

        var error = Assert.Single(Planner.Plan(spec, [Cluster("a")], Options with { CheckImage = "coordinator:0.1" }).Errors);

        Assert.Equal(("check-too-large", "spec.waves[0].gate.checks[0]"), (error.Code, error.Path));
    }

    private static EnvironmentPlan PlanOf(PlanResult planned)
    {
        Assert.Empty(planned.Errors);
        var documents = planned.Documents.ToDictionary(Digest.Of);
        return CoreJson.Read<EnvironmentPlan>(documents[planned.Plan!.Waves[0].Environments[0].PlanDigest]);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(null, false)]
    public void Metrics_that_all_end_by_their_count_are_warned_of(int? count, bool warns)
    {
        var spec = Spec() with
        {
            Analysis = new() { Metrics = [Metric("one") with { Count = 2 }, Metric("two") with { Count = count }, Metric("dry") with { DryRun = true }] },
        };

        var warnings = Planner.Plan(spec, [Cluster("a")], Options).Plan!.Warnings;

        Assert.Equal(warns, warnings.Any(warning => warning.Contains("every metric that decides has a count", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(29, true)]
    [InlineData(0, false)]
    public void A_hold_shorter_than_the_interval_is_warned_of(double hold, bool warns)
    {
        var spec = Spec() with
        {
            Analysis = new() { Interval = Seconds(10), Metrics = [Metric("fast"), Metric("slow") with { Interval = Seconds(30) }] },
            BlueGreen = new() { Steps = [new(50, Seconds(hold)), new(100, TimeSpan.Zero)], Router = new(RouterKind.Replicas) },
        };

        var warnings = Planner.Plan(spec, [Cluster("a")], Options).Plan!.Warnings;

        Assert.Equal(warns, warnings.Any(warning => warning.Contains("the step of 50 % holds for 29s and metric slow is measured every 30s", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_weight_is_refused_with_the_field_and_the_way_out()
    {
        var spec = Spec() with { BlueGreen = new() { Steps = [new(10, TimeSpan.Zero), new(100, TimeSpan.Zero)] } };
        var error = Assert.Single(Planner.Plan(spec, [Cluster("a")], Options).Errors);
        Assert.Equal("spec.strategy.blueGreen.steps[0].weight", error.Path);
        Assert.Contains("use router gatewayApi, istio or replicas", error.Message);
    }

    [Theory]
    [InlineData(RouterKind.Service, 10, false)]
    [InlineData(RouterKind.Replicas, 10, true)]
    [InlineData(RouterKind.Replicas, 50, true)]
    [InlineData(RouterKind.Replicas, 60, false)]
    [InlineData(RouterKind.GatewayApi, 99, true)]
    [InlineData(RouterKind.Istio, 1, true)]
    public void A_router_takes_the_weights_that_it_can_give(RouterKind kind, int weight, bool isTaken)
    {
        var errors = Planner.Plan(Spec() with { BlueGreen = Stepped(kind, weight) }, [Cluster("a")], Options).Errors;
        Assert.Equal(isTaken, errors.IsEmpty);
        Assert.All(errors, error => Assert.Equal("weight-not-possible", error.Code));
    }

    [Fact]
    public void A_route_must_be_named()
    {
        var errors = Planner.Plan(Spec() with { BlueGreen = Stepped(RouterKind.GatewayApi, 10) with { Router = new(RouterKind.GatewayApi) } }, [Cluster("a")], Options).Errors;
        Assert.Equal("no-route", Assert.Single(errors).Code);
    }

    [Theory]
    [InlineData(4, 10, 1, 20)]
    [InlineData(4, 50, 4, 50)]
    [InlineData(20, 10, 2, 9.1)]
    [InlineData(1, 1, 1, 50)]
    public void The_plan_shows_the_weight_that_replicas_really_give(int replicas, int weight, int added, double real)
    {
        var deployment = Deployment("cart");
        deployment["spec"] = new JsonObject { ["replicas"] = replicas };
        var spec = Spec() with { BlueGreen = Stepped(RouterKind.Replicas, weight), Manifests = new() { Inline = [deployment] } };
        var step = Assert.Single(Planner.Plan(spec, [Cluster("a")], Options).Plan!.RealSteps);
        Assert.Equal((weight, replicas, added, real), (step.WeightPercent, step.OldReplicas, step.NewReplicas, Math.Round(step.RealPercent, 1)));
    }

    [Theory]
    [InlineData("cart")]
    [InlineData("cart-green")]
    public void Replicas_are_refused_beside_an_autoscaler(string target)
    {
        var scaler = (JsonObject)JsonNode.Parse($$$"""{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"busy"},"spec":{"scaleTargetRef":{"name":"{{{target}}}"} } }""")!;
        var spec = Spec() with { BlueGreen = Stepped(RouterKind.Replicas, 10), Manifests = new() { Inline = [Deployment("cart"), scaler] } };
        Assert.Contains("busy", Assert.Single(Planner.Plan(spec, [Cluster("a")], Options).Errors, error => error.Code == "autoscaler-not-possible").Message);
        Assert.Empty(Planner.Plan(spec with { BlueGreen = Stepped(RouterKind.GatewayApi, 10) }, [Cluster("a")], Options).Errors);
    }

    private static BlueGreenSpec Stepped(RouterKind kind, int weight) => new()
    {
        Router = new(kind, kind is RouterKind.GatewayApi or RouterKind.Istio ? "cart" : null),
        Steps = [new(weight, TimeSpan.FromSeconds(30)), new(100, TimeSpan.Zero)],
    };

    [Fact]
    public void An_environment_that_alone_exceeds_the_exposure_limit_is_refused()
    {
        var spec = Spec() with { Exposure = new() { MaxCapacityPercent = 20 } };
        var errors = Planner.Plan(spec, [Cluster("a", capacity: 1), Cluster("b", capacity: 4)], Options).Errors;
        Assert.Equal("exposure-not-possible", Assert.Single(errors).Code);
    }

    [Theory]
    [InlineData(0, "no-deployment")]
    [InlineData(2, "several-deployments")]
    public void The_manifests_name_one_Deployment(int count, string code)
    {
        var spec = Spec() with { Manifests = new() { Inline = [.. Enumerable.Range(0, count).Select(index => Deployment($"cart{index}"))] } };
        Assert.Contains(Planner.Plan(spec, [Cluster("a")], Options).Errors, error => error.Code == code);
    }

    [Fact]
    public void Deployments_of_both_colors_are_one() => Assert.NotNull(Planner.Plan(
        Spec() with { Manifests = new() { Inline = [Deployment("cart-blue"), Deployment("cart-green")] } }, [Cluster("a")], Options).Plan);

    [Fact]
    public void Regression_needs_a_weight_below_100()
    {
        var spec = Spec() with { Analysis = new() { Metrics = [Metric()], Regression = new() } };
        Assert.Contains(Planner.Plan(spec, [Cluster("a")], Options).Errors, error => error.Code == "regression-needs-weight");
    }

    [Theory]
    [InlineData(Scope.Environment, 0.00025)]
    [InlineData(Scope.Region, 0.0005)]
    [InlineData(Scope.Release, 0.001)]
    public void Pools_that_are_judged_by_themselves_share_the_chance_of_a_false_alarm(Scope pool, double each)
    {
        var shared = new RegressionSpec { Pool = pool }.SharedOver(["eu", "eu", "us", "us"]);
        Assert.Equal(each, shared.FalseAlarm, 12);
    }

    [Fact]
    public void Without_an_analysis_scraped_pods_get_the_three_of_the_reference_plan()
    {
        var (analysis, warnings) = AnalysisDefaults.Of(Spec() with { Manifests = new() { Inline = [Deployment("cart", scraped: true)] } });
        Assert.Equal([("error-rate", 0.05), ("latency-p95", 0.1), ("downtime", 60.0)], analysis.Metrics.Select(metric => (metric.Name, metric.Max!.Value)));
        Assert.Equal(Seconds(30), analysis.Interval);
        Assert.Empty(warnings);
    }

    [Fact]
    public void Without_an_analysis_and_a_scrape_downtime_is_measured_with_a_warning()
    {
        var (analysis, warnings) = AnalysisDefaults.Of(Spec());
        Assert.Equal("downtime", Assert.Single(analysis.Metrics).Name);
        Assert.Single(warnings);
    }

    [Fact]
    public void What_differs_by_cluster_is_patched_in_order_and_each_result_has_its_own_digest()
    {
        var result = Planner.Plan(
            Overridden(("a", """{"spec":{"replicas":6}}"""), ("a", """{"spec":{"replicas":7,"paused":null}}"""), ("b", """{"spec":{"replicas":3}}""")),
            [Cluster("a"), Cluster("b"), Cluster("c")], Options);

        var documents = result.Documents.ToDictionary(Digest.Of);
        var digests = result.Plan!.Waves.Single().Environments
            .Select(one => CoreJson.Read<EnvironmentPlan>(documents[one.PlanDigest]).ManifestsDigest).ToArray();
        Assert.Equal(3, digests.Distinct().Count());
        Assert.Equal(
            [7L, 3L, null],
            digests.Select(digest => JsonNode.Parse(documents[digest])![0].Whole("spec", "replicas")));
    }

    [Theory]
    [InlineData("z", """{"spec":{}}""", "override-unused", "spec.manifests.overrides[0].clusters")]
    [InlineData("a", """{"metadata":{"name":"other"}}""", "override-unmatched", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"apiVersion":"apps/v2"}""", "override-unmatched", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"metadata":{"name":"cart","namespace":"other"}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"replicas":"six"}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"replicas":-1}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"metadata":{"name":"cart","labels":{"tier":1}}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"template":{"spec":{"containers":[{"name":"new"}]}}}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"template":{"spec":{"containers":[{"image":"x"}]}}}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"template":{"spec":{"containers":[{"name":"c","env":[{"name":"A","value":1}]}]}}}}""", "override-invalid",
        "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"template":{"spec":{"containers":null}}}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"spec":{"selector":{"matchLabels":{"tier":"web"}}}}""", "override-invalid", "spec.manifests.overrides[0].patch")]
    [InlineData("a", """{"$patch":"delete"}""", "override-invalid", "spec.manifests.overrides")]
    public void A_patch_that_matches_nothing_or_makes_an_invalid_object_is_told_with_its_path(
        string cluster, string patch, string code, string path)
    {
        var result = Planner.Plan(Overridden((cluster, patch)), [Cluster("a"), Cluster("b")], Options);

        Assert.Null(result.Plan);
        var error = Assert.Single(result.Errors);
        Assert.Equal((code, path), (error.Code, error.Path));
    }

    [Fact]
    public void A_patch_may_leave_an_object_out_of_a_cluster()
    {
        var spec = Overridden(("a", """{"$patch":"delete","kind":"ConfigMap","metadata":{"name":"extra"}}"""));
        spec = spec with
        {
            Manifests = spec.Manifests with
            {
                Inline = spec.Manifests.Inline.Add(JsonNode.Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"extra"}}""")!.AsObject()),
            },
        };

        var result = Planner.Plan(spec, [Cluster("a"), Cluster("b")], Options);

        var documents = result.Documents.ToDictionary(Digest.Of);
        Assert.Equal([1, 2], result.Plan!.Waves.Single().Environments.Select(one =>
            JsonNode.Parse(documents[CoreJson.Read<EnvironmentPlan>(documents[one.PlanDigest]).ManifestsDigest])!.AsArray().Count));
    }

    [Theory]
    [InlineData(null, "preview-consumes")]
    [InlineData(PreviewMode.Idle, null)]
    [InlineData(PreviewMode.Live, null)]
    public void A_Deployment_behind_no_Service_must_say_what_its_preview_may_do(PreviewMode? preview, string? code)
    {
        var result = Planner.Plan(WithWorker("worker", preview), [Cluster("a")], Options);

        Assert.Equal(code, result.Errors.Select(error => error.Code).SingleOrDefault());
        Assert.Equal(code is null ? null : "spec.target.deployments[1]", result.Errors.Select(error => error.Path).SingleOrDefault());
        Assert.Equal(preview is PreviewMode.Live, (result.Plan?.Warnings ?? []).Any(warning => warning.Contains("preview: live")));
    }

    [Fact]
    public void A_Deployment_behind_the_Service_takes_its_users_from_there()
    {
        var error = Assert.Single(Planner.Plan(WithWorker("cart", PreviewMode.Idle), [Cluster("a")], Options).Errors);
        Assert.Equal(("preview-consumes", "spec.target.deployments[1]"), (error.Code, error.Path));
        Assert.Contains("leave preview out", error.Message);
    }

    [Fact]
    public void Who_applies_from_outside_needs_no_manifests_but_a_name()
    {
        var spec = Spec() with { Manifests = new() };
        var external = spec with { Target = spec.Target with { Apply = TargetApply.External, Deployments = ["cart"] } };

        Assert.NotNull(Planner.Plan(external, [Cluster("a")], Options).Plan);
        Assert.Equal(
            [("no-deployment", "spec.target.deployment")],
            Planner.Plan(external with { Target = external.Target with { Deployments = [] } }, [Cluster("a")], Options).Errors
                .Select(error => (error.Code, error.Path)));
        Assert.Equal("adopt-external", Assert.Single(
            Planner.Plan(external with { Target = external.Target with { Adopt = true } }, [Cluster("a")], Options).Errors).Code);
    }

    private static ReleaseSpec WithWorker(string app, PreviewMode? preview)
    {
        JsonObject Deployment(string name, string label) => JsonNode.Parse($$$"""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"selector":{"matchLabels":{"app":"{{{label}}}"}},
             "template":{"metadata":{"labels":{"app":"{{{label}}}"}},"spec":{"containers":[{"name":"c","image":"cart:1"}]} } } }
            """)!.AsObject();
        var service = JsonNode.Parse("""{"apiVersion":"v1","kind":"Service","metadata":{"name":"cart"},"spec":{"selector":{"app":"cart"}}}""")!;
        var spec = Spec();
        return spec with
        {
            Target = spec.Target with
            {
                Deployments = ["cart", "worker"],
                Workers = preview is { } mode ? spec.Target.Workers.Add("worker", mode) : spec.Target.Workers,
            },
            Manifests = new() { Inline = [Deployment("cart", "cart"), Deployment("worker", app), service.AsObject()] },
        };
    }

    private static ReleaseSpec Overridden(params (string Cluster, string Patch)[] overrides)
    {
        JsonObject Patch(string text)
        {
            var patch = JsonNode.Parse(text)!.AsObject();
            patch["kind"] ??= "Deployment";
            patch["metadata"] ??= new JsonObject { ["name"] = "cart" };
            return patch;
        }

        var deployment = JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"cart"},"spec":{"selector":{"matchLabels":{"app":"cart"}},
             "template":{"metadata":{"labels":{"app":"cart"}},"spec":{"containers":[{"name":"c","image":"cart:1"}]}}}}
            """)!.AsObject();
        return Spec() with
        {
            Manifests = new()
            {
                Inline = [deployment],
                Overrides = [.. overrides.Select(one => new ManifestOverrideSpec(new() { Names = [one.Cluster] }, Patch(one.Patch)))],
            },
        };
    }

    internal static ReleaseSpec Spec() => new()
    {
        Name = "r1",
        Application = "cart",
        Version = "2.0.0",
        Target = new() { Namespace = "shop", Service = "cart" },
        Manifests = new() { Inline = [Deployment("cart")] },
        Waves = [new() { Name = "all" }],
    };

    private static JsonObject Deployment(string name, bool scraped = false) => new()
    {
        ["apiVersion"] = "apps/v1",
        ["kind"] = "Deployment",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["template"] = new JsonObject
            {
                ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["prometheus.io/scrape"] = scraped ? "true" : "false" } },
            },
        },
    };
}
