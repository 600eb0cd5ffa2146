using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Tests.Plans.Manifests;

public sealed class ManifestColoringTests
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [Theory]
    [InlineData(Color.Blue)]
    [InlineData(Color.Green)]
    public void The_reference_manifests_are_coloured_as_in_the_golden_file(Color color)
    {
        var colored = ManifestColoring.Color(Svgx(color));

        Assert.Empty(colored.Errors);
        Golden($"{color.Label()}.json", string.Join('\n', colored.Objects.Select(one =>
            $"# {one.Role} {one.Color?.Label() ?? "-"} {one.Base}\n{one.Body.ToJsonString(Indented)}")) + "\n");
    }

    [Fact]
    public void Color_SameOrderTwice_IsTheSameToTheByte() =>
        Assert.Equal(
            ManifestColoring.Color(Svgx(Color.Green)).Objects.Select(one => one.Body.ToJsonString()),
            ManifestColoring.Color(Svgx(Color.Green)).Objects.Select(one => one.Body.ToJsonString()));

    [Fact]
    public void Objects_come_in_the_order_namespaces_config_services_workloads() =>
        Assert.Equal(
            ["Namespace", "ConfigMap", "Service", "Service", "Service", "HTTPRoute", "Deployment"],
            ManifestColoring.Color(Svgx(Color.Blue) with { CreateNamespace = "shop" }).Objects.Select(one => one.Body.Kind()));

    [Fact]
    public void Shared_objects_come_after_what_they_refer_to()
    {
        string[] kinds = ["CronJob", "StatefulSet", "Ingress", "Service", "RoleBinding", "PersistentVolumeClaim", "Role", "ServiceAccount",
            "ConfigMap", "ResourceQuota"];
        var colored = ColorGreen([Deployment("cart"), Service(), .. kinds.Select(kind => Config(kind, "other"))]);

        Assert.Equal(
            ["ResourceQuota", "ConfigMap", "ServiceAccount", "Role", "RoleBinding", "PersistentVolumeClaim", "Service", "Ingress",
                "CronJob", "StatefulSet"],
            colored.Objects.Where(one => one.Role is ManifestRole.SharedConfig or ManifestRole.Shared).Select(one => one.Body.Kind()));
    }

    [Fact]
    public void Version_and_release_labels_never_enter_selectors()
    {
        var deployment = Deployment("cart");
        deployment["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/version"] = "1.0.0";
        deployment["spec"]!["template"]!["metadata"]!["labels"]!["app.kubernetes.io/version"] = "1.0.0";

        var colored = ColorGreen([deployment, Service()], version: "2.0.0+build.5");

        var body = Workload(colored);
        Assert.Equal("""{"app":"cart","version":"green"}""", body.At("spec", "selector", "matchLabels")!.ToJsonString());
        Assert.Equal("2.0.0_build.5", body.Label("app.kubernetes.io/version"));
        Assert.Equal("2.0.0_build.5", body.Text("spec", "template", "metadata", "labels", "app.kubernetes.io/version"));
        Assert.All(colored.Objects.Where(one => one.Body.Kind() is "Service"), one =>
            Assert.DoesNotContain("app.kubernetes.io/version", one.Body.Texts("spec", "selector").Keys));
    }

    [Fact]
    public void Configuration_that_coloured_pods_read_is_coloured_and_every_reference_rewritten()
    {
        var deployment = Deployment("cart", """
            {"containers":[{"name":"cart","image":"cart:1",
               "envFrom":[{"configMapRef":{"name":"a"}},{"secretRef":{"name":"s"}}],
               "env":[{"name":"X","valueFrom":{"configMapKeyRef":{"name":"b","key":"x"}}},
                 {"name":"Y","valueFrom":{"secretKeyRef":{"name":"s","key":"y"}}}]}],
             "initContainers":[{"name":"init","image":"cart:1","envFrom":[{"configMapRef":{"name":"a"}}]}],
             "imagePullSecrets":[{"name":"pull"}],
             "volumes":[{"name":"v1","configMap":{"name":"c"}},{"name":"v2","secret":{"secretName":"t"}},
               {"name":"v3","projected":{"sources":[{"configMap":{"name":"d"}},{"secret":{"name":"s"}}]}},
               {"name":"v4","configMap":{"name":"elsewhere"}},
               {"name":"v5","csi":{"driver":"x","nodePublishSecretRef":{"name":"u"}}}]}
            """);
        string[] configMaps = ["a", "b", "c", "d", "unread"];
        string[] secrets = ["s", "t", "u", "pull"];
        JsonObject[] manifests =
        [
            deployment, Service(), .. configMaps.Select(name => Config("ConfigMap", name)),
                .. secrets.Select(name => Config("Secret", name)),
        ];

        var colored = ColorGreen([.. manifests]);

        var references = PodTemplates.References(Workload(colored).PodSpec()!).Select(one => $"{one.Kind}/{one.Name}").Order();
        Assert.Equal(
            ["ConfigMap/a-green", "ConfigMap/b-green", "ConfigMap/c-green", "ConfigMap/d-green", "ConfigMap/elsewhere",
                "Secret/pull-green", "Secret/s-green", "Secret/t-green", "Secret/u-green"],
            references);
        Assert.Equal(
            ["a-green", "b-green", "c-green", "d-green", "pull-green", "s-green", "t-green", "u-green"],
            colored.OfRole(ManifestRole.ColoredConfig).Select(one => one.Body.Name()).Order());
        Assert.Equal(["unread"], colored.OfRole(ManifestRole.SharedConfig).Select(one => one.Body.Name()));
    }

    [Fact]
    public void Configuration_that_another_workload_reads_stays_under_its_own_name_too()
    {
        var deployment = Deployment("cart",
            """{"containers":[{"name":"c","image":"i","envFrom":[{"configMapRef":{"name":"a"}}]}]}""");
        var cron = Parse("""
            {"apiVersion":"batch/v1","kind":"CronJob","metadata":{"name":"nightly"},
             "spec":{"jobTemplate":{"spec":{"template":{"spec":{"containers":[
               {"name":"c","image":"i","envFrom":[{"configMapRef":{"name":"a"}}]}]}}}}}}
            """);

        var colored = ColorGreen([deployment, cron, Service(), Config("ConfigMap", "a")]);

        Assert.Equal(["a-green"], colored.OfRole(ManifestRole.ColoredConfig).Select(one => one.Body.Name()));
        Assert.Equal(["a"], colored.OfRole(ManifestRole.SharedConfig).Select(one => one.Body.Name()));
    }

    [Fact]
    public void The_target_Services_selector_is_never_applied()
    {
        var service = Service();
        service["spec"]!["selector"]!["version"] = "blue";

        var colored = ColorGreen([Deployment("cart"), service]);

        var target = Assert.Single(colored.OfRole(ManifestRole.TargetService)).Body;
        Assert.Null(target.At("spec", "selector"));
        Assert.NotNull(target.At("spec", "ports"));
        Assert.Equal("app=cart", string.Join(",", colored.ServiceSelector.Select(pair => $"{pair.Key}={pair.Value}")));
    }

    [Fact]
    public void Services_of_both_colours_are_derived_unless_the_manifests_bring_them()
    {
        var brought = Service("cart-service-blue");
        brought["spec"]!["ports"]![0]!["port"] = 8080;

        var services = ColorGreen([Deployment("cart"), Service(), brought]).OfRole(ManifestRole.ColoredService).ToArray();

        Assert.Equal(["cart-service-blue", "cart-service-green"], services.Select(one => one.Body.Name()));
        Assert.Equal(8080, services[0].Body.Objects("spec", "ports").Single().Whole("port"));
        Assert.Equal("green", services[1].Body.Text("spec", "selector", "version"));
        Assert.Null(services[0].Body.Label(ManifestLabels.Release));
    }

    [Fact]
    public void Services_are_derived_from_the_live_one_where_the_manifests_have_none()
    {
        var live = Service();
        live["spec"]!["ports"]![0]!["nodePort"] = 31000;
        live["spec"]!["selector"]!["version"] = "blue";

        var colored = ColorGreen([Deployment("cart")], live: live);

        Assert.Empty(colored.OfRole(ManifestRole.TargetService));
        Assert.All(colored.OfRole(ManifestRole.ColoredService),
            one => Assert.Null(one.Body.Objects("spec", "ports").Single().Whole("nodePort")));
    }

    [Fact]
    public void Manifests_that_carry_both_colours_are_used_as_they_are()
    {
        var blue = Deployment("cart-blue",
            """{"containers":[{"name":"c","image":"i","env":[{"name":"COLOR","value":"blue"}]}]}""");
        var green = Deployment("cart-green",
            """{"containers":[{"name":"c","image":"i","env":[{"name":"COLOR","value":"green"}]}]}""");

        var workload = Workload(ColorGreen([blue, green, Service()]));

        Assert.Equal("cart-green", workload.Name());
        Assert.Equal("green", PodTemplates.Containers(workload.PodSpec()!).Single().Objects("env").Single().Text("value"));
    }

    [Fact]
    public void One_colour_is_the_template_of_the_other()
    {
        var blue = Deployment("cart-blue",
            """{"containers":[{"name":"c","image":"i","envFrom":[{"configMapRef":{"name":"a-blue"}}]}]}""");

        var colored = ColorGreen([blue, Service(), Config("ConfigMap", "a-blue")]);

        Assert.Equal("cart-green", Workload(colored).Name());
        Assert.Equal("a-green", Assert.Single(colored.OfRole(ManifestRole.ColoredConfig)).Body.Name());
        Assert.Empty(colored.OfRole(ManifestRole.SharedConfig));
        Assert.Empty(colored.OfRole(ManifestRole.Shared));
    }

    [Fact]
    public void An_autoscaler_follows_the_colour()
    {
        var scaler = Parse("""
            {"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"cart"},
             "spec":{"minReplicas":2,"maxReplicas":9,"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"cart"}}}
            """);

        var colored = ColorGreen([Deployment("cart"), Service(), scaler]);

        var body = Assert.Single(colored.OfRole(ManifestRole.ColoredScaler)).Body;
        Assert.Equal("cart-green", body.Name());
        Assert.Equal("cart-green", body.Text("spec", "scaleTargetRef", "name"));
        Assert.Equal(["cart"], colored.Autoscaled);
    }

    [Fact]
    public void A_disruption_budget_of_coloured_pods_gains_the_colour()
    {
        var colored = ColorGreen([Deployment("cart"), Service(), Budget("cart", "cart")]);

        var body = Assert.Single(colored.OfRole(ManifestRole.ColoredBudget)).Body;
        Assert.Equal("cart-green", body.Name());
        Assert.Equal("""{"app":"cart","version":"green"}""", body.At("spec", "selector", "matchLabels")!.ToJsonString());
        Assert.Empty(colored.OfRole(ManifestRole.Shared));
    }

    [Fact]
    public void Disruption_budgets_that_name_colours_are_used_by_their_colour()
    {
        var blue = Budget("cart-blue", "cart");
        blue["spec"]!["selector"]!["matchLabels"]!["version"] = "blue";
        var green = Budget("cart-green", "cart");
        green["spec"]!["selector"]!["matchLabels"]!["version"] = "green";

        var colored = ColorGreen([Deployment("cart"), Service(), blue, green]);

        Assert.Equal(["cart-green"], colored.OfRole(ManifestRole.ColoredBudget).Select(one => one.Body.Name()));
        Assert.Empty(colored.OfRole(ManifestRole.Shared));
    }

    [Fact]
    public void A_disruption_budget_of_other_pods_too_is_shared()
    {
        var other = Parse("""
            {"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db"},
             "spec":{"template":{"metadata":{"labels":{"app":"cart","tier":"db"}}}}}
            """);

        var colored = ColorGreen([Deployment("cart"), Service(), other, Budget("cart", "cart"), Budget("elsewhere", "other")]);

        Assert.Empty(colored.OfRole(ManifestRole.ColoredBudget));
        Assert.Equal(["cart", "elsewhere", "db"], colored.OfRole(ManifestRole.Shared).Select(one => one.Body.Name()));
    }

    [Theory]
    [InlineData("""{"matchLabels":{"app":"cart"}}""", true)]
    [InlineData("""{"matchLabels":{"app":"shop"}}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"In","values":["cart","shop"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"NotIn","values":["cart"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["cart"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"Exists"}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"DoesNotExist"}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"Near","values":["cart"]}]}""", false)]
    [InlineData("""{}""", true)]
    [InlineData("""null""", false)]
    public void Matches_Selector_AsKubernetesDoes(string selector, bool expected) =>
        Assert.Equal(expected, LabelSelectors.Matches(
            JsonNode.Parse(selector), new Dictionary<string, string> { ["app"] = "cart" }));

    [Fact]
    public void The_route_of_its_router_is_left_to_the_router() =>
        Assert.DoesNotContain(
            ManifestColoring.Color(Svgx(Color.Blue) with { RoutedObject = "HTTPRoute/svgx-engine" }).Objects, one =>
                one.Body.Kind() is "HTTPRoute");

    [Fact]
    public void All_errors_are_told_at_once()
    {
        var colored = ColorGreen([Config("ConfigMap", "a"), Config("ConfigMap", "a"), []]);
        Assert.Equal(["ConfigMap/a is there twice", "object 3 lacks apiVersion, kind or metadata.name"], colored.Errors);

        var without = ColorGreen([Config("ConfigMap", "a")]);
        Assert.Equal(
            ["Deployment/cart is not among the manifests, nor is it in a colour",
                "the target Service cart-service is neither among the manifests nor in the cluster"],
            without.Errors);
    }

    [Fact]
    public void Color_ServiceThatSelectsNoColouredPod_IsAnError()
    {
        var service = Service();
        service["spec"]!["selector"]!["app"] = "other";
        Assert.Contains("no coloured Deployment has pods", Assert.Single(ColorGreen([Deployment("cart"), service]).Errors));
    }

    [Fact]
    public void A_Deployment_behind_no_Service_is_an_error_until_the_release_says_what_its_preview_may_do()
    {
        var worker = Deployment("worker");
        worker["spec"]!["selector"]!["matchLabels"]!["app"] = "worker";
        worker["spec"]!["template"]!["metadata"]!["labels"]!["app"] = "worker";
        var order = Svgx(Core.Environments.Colors.Color.Green) with
        {
            Manifests = [Deployment("cart"), worker, Service()],
            Deployments = ["cart", "worker"],
            Service = "cart-service",
        };

        Assert.Contains("preview: idle", Assert.Single(ManifestColoring.Color(order).Errors));
        var colored = ManifestColoring.Color(order with { Workers = order.Workers.Add("worker", PreviewMode.Idle) });
        Assert.Equal(["cart-green", "worker-green"], colored.OfRole(ManifestRole.ColoredWorkload).Select(one => one.Body.Name()));
    }

    private static ColoredManifests ColorGreen(ImmutableArray<JsonObject> manifests, string version = "2.0.0",
        JsonObject? live = null) =>
        ManifestColoring.Color(new ColoringOrder
        {
            Manifests = manifests,
            Color = Core.Environments.Colors.Color.Green,
            Deployments = ["cart"],
            Service = "cart-service",
            ColorLabel = "version",
            Release = "cart-2.0.0",
            Version = version,
            LiveService = live,
        });

    private static ColoringOrder Svgx(Color color) => new()
    {
        Manifests = ManifestRenderer.Render(
            JsonNode.Parse(File.ReadAllText(TestData("manifests.json")))!.AsArray().OfType<JsonObject>(),
            new Placeholders("eu-west-1", "eu-west", "svgx-engine-production", "2.4.0")),
        Color = color,
        Deployments = ["svgx-engine"],
        Service = "svgx-engine-service",
        ColorLabel = "version",
        Release = "svgx-engine-2.4.0",
        Version = "2.4.0",
    };

    private static JsonObject Workload(ColoredManifests colored) =>
        Assert.Single(colored.OfRole(ManifestRole.ColoredWorkload)).Body;

    private static JsonObject Deployment(string name, string podSpec = """{"containers":[{"name":"c","image":"cart:1"}]}""") =>
        Parse($$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":2,
          "selector":{"matchLabels":{"app":"cart"}},"template":{"metadata":{"labels":{"app":"cart"}},"spec":{{{podSpec}}}} } }
        """);

    private static JsonObject Service(string name = "cart-service") => Parse($$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}"},
         "spec":{"selector":{"app":"cart"},"ports":[{"name":"http","port":80}]} }
        """);

    private static JsonObject Budget(string name, string app) => Parse($$$"""
        {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}"},
         "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"{{{app}}}"} } } }
        """);

    private static JsonObject Config(string kind, string name) => Parse($$$"""
        {"apiVersion":"v1","kind":"{{{kind}}}","metadata":{"name":"{{{name}}}"},"data":{} }
        """);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static string TestData(string file, [System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "testdata", "svgx-engine", file);

    private static void Golden(string file, string actual)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is "1")
        {
            File.WriteAllText(TestData(file), actual);
        }

        Assert.Equal(File.ReadAllText(TestData(file)), actual);
    }
}
