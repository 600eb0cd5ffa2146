using System.Net;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Preflights;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Preflights;

/// <summary>Mistakes in manifests are told by Preflight, all objects' at once, and nothing is written.</summary>
public sealed class ManifestCheckTests
{
    [Fact]
    public async Task Mistakes_of_every_object_are_told_before_anything_changes()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync(change: manifests =>
        {
            var deployment = One(manifests, "Deployment");
            deployment.Child("spec")["replicas"] = "two";
            Container(deployment)["readynessProbe"] = new JsonObject { ["httpGet"] = new JsonObject { ["port"] = 8080 } };
            One(manifests, "Service")["spec"]!["ports"]![0]!.AsObject()["port"] = 99999;
        });
        var before = bench.Cluster.LastAuditSequence;

        var told = Invalid(await bench.Preflight.RunAsync(plan, Token));

        Assert.Contains(told, text => text.StartsWith("Deployment/svgx-engine-blue: ", StringComparison.Ordinal)
            && text.Contains(".spec.replicas: expected numeric (int or float), got string", StringComparison.Ordinal)
            && text.Contains(".spec.template.spec.containers[name=\"svgx-engine\"].readynessProbe: field not declared in schema", StringComparison.Ordinal));
        Assert.Contains(told, text => text.StartsWith($"Service/{Service}: spec.ports[0].port: Invalid value: 99999", StringComparison.Ordinal));
        Assert.Contains(told, text => text.StartsWith($"Service/{Service}-blue: ", StringComparison.Ordinal));
        Assert.Empty(bench.Cluster.AuditEntries(before));
    }

    [Fact]
    public async Task A_value_that_is_impossible_is_told()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync(change: manifests =>
            Container(One(manifests, "Deployment"))["ports"]![0]!.AsObject()["containerPort"] = 99999);

        Assert.Contains("containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
            Assert.Single(Invalid(await bench.Preflight.RunAsync(plan, Token))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_in_the_pods_of_Jobs_are_told()
    {
        await using var bench = await StartAsync();
        var plan = (await bench.PlanAsync()) with { Prepare = [new PrepareJobSpec { Name = "migrate", Job = Mistaken }] };
        plan = plan with
        {
            Checks = new ChecksSpec { Validation = [new CheckSpec { Name = "smoke", Job = Mistaken }] },
        };

        var told = Invalid(await bench.Preflight.RunAsync(plan, Token));

        Assert.Equal(2, told.Length);
        Assert.All(told, text => Assert.Contains("unknown field \"spec.template.spec.containers[0].comand\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_its_namespace_fields_are_judged_and_values_later()
    {
        await using var bench = await StartAsync();
        var plan = Elsewhere(await bench.PlanAsync());
        var good = await bench.Preflight.RunAsync(plan, Token);
        var bad = Elsewhere(await bench.PlanAsync(change: manifests => One(manifests, "Deployment").Child("spec")["replica"] = 2));

        Assert.Contains("only once Namespace/new exists", Assert.Single(good.Findings, one => one.Code is "manifest").Message, StringComparison.Ordinal);
        Assert.Contains(".spec.replica: field not declared in schema",
            Assert.Single(Invalid(await bench.Preflight.RunAsync(bad, Token))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_are_judged_once_the_namespace_is_made_and_before_anything_else_is()
    {
        await using var bench = await StartAsync();
        var plan = Elsewhere(await bench.PlanAsync(change: manifests =>
            Container(One(manifests, "Deployment"))["ports"]![0]!.AsObject()["containerPort"] = 99999));
        var before = bench.Cluster.LastAuditSequence;
        Assert.Empty(Invalid(await bench.Preflight.RunAsync(plan, Token)));

        var refusal = Refused(RefusalKind.Rejected,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Core.Environments.Colors.Color.Blue), Token));

        Assert.Contains("containerPort: Invalid value: 99999", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["Namespace"], bench.Cluster.AuditEntries(before).Select(one => one.Kind));
    }

    [Fact]
    public async Task A_selector_that_changes_is_no_mistake()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        await bench.PreviewAsync();
        var plan = await bench.PlanAsync("3.0.0", manifests =>
        {
            var spec = One(manifests, "Deployment").Child("spec");
            spec.Child("selector").Child("matchLabels")["tier"] = "web";
            spec.Child("template").Child("metadata").Child("labels")["tier"] = "web";
        });

        Assert.Empty(Invalid(await bench.Preflight.RunAsync(plan, Token)));
    }

    [Theory]
    [InlineData(HttpStatusCode.BadRequest, "admission webhook \"x\" does not support dry run", false, "manifest", true)]
    [InlineData(HttpStatusCode.BadRequest, "strict decoding error: unknown field \"spec.x\"", true, "manifest-invalid", false)]
    [InlineData(HttpStatusCode.Forbidden, "admission webhook \"x\" denied the request: no", true, "manifest-invalid", false)]
    [InlineData(HttpStatusCode.Forbidden, "services \"a\" is forbidden: cannot patch", false, null, false)]
    public void A_refusal_is_told_but_what_a_webhook_cannot_try_and_what_a_missing_right_explains(
        HttpStatusCode status, string message, bool mayWrite, string? code, bool passed)
    {
        var finding = ManifestCheck.Told("Service/a", new ApiRejectedException("PATCH x", status, message), mayWrite);

        Assert.Equal((code, passed, passed), (finding?.Code, finding?.Passed ?? false, finding?.IsWarning ?? false));
        Assert.Contains(code is null ? "" : message, finding?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_with_an_unknown_field_is_refused_and_not_taken_for_a_fault()
    {
        await using var bench = await StartAsync();
        var plan = await bench.PlanAsync(change: manifests =>
            One(manifests, "ConfigMap")["dta"] = new JsonObject { ["a"] = "b" });

        var refusal = Refused(RefusalKind.Rejected,
            await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Core.Environments.Colors.Color.Blue), Token));

        Assert.Contains(".dta: field not declared in schema", refusal.Message, StringComparison.Ordinal);
    }

    private static JobSpec Mistaken => new()
    {
        PodTemplate = JsonNode.Parse("""
            {"spec":{"containers":[{"name":"one","image":"busybox","comand":["true"]}]}}
            """)!.AsObject(),
    };

    private static string[] Invalid(PreflightReport report) =>
        [.. report.Findings.Where(one => one is { Code: "manifest-invalid", Passed: false }).Select(one => one.Message)];

    private static JsonObject One(JsonArray manifests, string kind) => manifests.Select(one => one!.AsObject()).First(one => one.Kind() == kind);

    private static JsonObject Container(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!.AsObject();

    private static EnvironmentPlan Elsewhere(EnvironmentPlan plan) => plan with
    {
        Key = new EnvironmentKey(plan.Key.Cluster, "new", plan.Key.Application),
        Target = plan.Target with { Namespace = "new", CreateNamespace = true },
    };
}
