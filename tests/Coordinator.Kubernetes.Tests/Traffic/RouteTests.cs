using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Kubernetes.Traffic;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Traffic;

/// <summary>What only routers with a route do.</summary>
public sealed class RouteTests
{
    private const string Blue = "svgx-engine-service-blue";
    private const string Green = "svgx-engine-service-green";

    [Theory]
    [InlineData(RouterKind.GatewayApi, "httproutes", "HTTPRoute")]
    [InlineData(RouterKind.Istio, "virtualservices", "VirtualService")]
    public async Task A_crash_between_route_and_selector_is_healed_by_the_same_turn(RouterKind kind, string plural, string auditKind)
    {
        await using var bench = await StartAsync(kind: kind);
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        var before = bench.Cluster.LastAuditSequence;
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropBefore, Method = "PATCH", Path = $"/services/{Service}" });
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => FullAsync(bench, plan, 8));
        var half = await bench.Router.ObserveAsync(plan, Token);
        Assert.Equal((100, "blue", 8), (half.GreenWeightPercent, half.SelectorColor, half.Turn));
        bench.Cluster.ClearFaults();

        var seen = Done(await FullAsync(bench, plan, 8));

        Assert.Equal((100, "green"), (seen.GreenWeightPercent, seen.SelectorColor));
        Assert.Single(bench.Writes(auditKind, Routes.Name, before));
        Assert.Single(bench.Writes("Service", Service, before));
        Assert.NotNull(await bench.GetAsync(plural, Routes.Name));
    }

    [Theory]
    [InlineData(RouterKind.GatewayApi, "HTTPRoute")]
    [InlineData(RouterKind.Istio, "VirtualService")]
    public async Task Users_go_back_only_once_the_Service_that_the_route_names_shows_the_old_colours_pods(RouterKind kind, string auditKind)
    {
        await using var bench = await StartAsync(kind: kind);
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await FullAsync(bench, plan, 8));
        await bench.PatchAsync("services", Blue, """{"spec":{"selector":{"app":"nobody"}}}""");
        await EventuallyAsync(async () => (await EndpointWait.ReadyAsync(await bench.CallAsync(plan, 8), Blue, Token)).Length is 0);
        var before = bench.Cluster.LastAuditSequence;

        var restore = bench.Router.RestoreAsync(plan, bench.Fence(9), bench.Traffic(Color.Green, Color.Blue), Token);
        await EventuallyAsync(() => Task.FromResult(bench.Writes("Deployment", "svgx-engine-blue", before).Length > 0));
        await bench.PatchAsync("services", Blue, """{"spec":{"selector":{"app":"svgx-engine"}}}""");
        Done(await restore);

        var mended = bench.Cluster.AuditEntries(before).Last(one => one is { Kind: "Service", Name: Blue }).Sequence;
        Assert.True(Assert.Single(bench.Writes(auditKind, Routes.Name, before)).Sequence > mended);
    }

    [Theory]
    [InlineData(RouterKind.GatewayApi)]
    [InlineData(RouterKind.Istio)]
    public async Task A_database_lost_between_route_and_selector_goes_on_from_the_colour_with_the_users(RouterKind kind)
    {
        await using var bench = await StartAsync(kind: kind);
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropBefore, Method = "PATCH", Path = $"/services/{Service}" });
        await Assert.ThrowsAsync<ClusterUnreachableException>(() => FullAsync(bench, plan, 8));
        bench.Cluster.ClearFaults();

        var colors = Decide(await bench.Preflight.RunAsync(plan, Token)).Assignment;
        Assert.Equal(new ColorAssignment(Color.Green, Color.Blue), colors);
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(10), bench.Order(Color.Green, Color.Blue), Token));

        var seen = await bench.Router.ObserveAsync(plan, Token);
        Assert.Equal((100, "green", "green"), (seen.GreenWeightPercent, seen.SelectorColor, seen.RecordedActive));
    }

    [Theory]
    [InlineData(RouterKind.GatewayApi)]
    [InlineData(RouterKind.Istio)]
    [InlineData(RouterKind.Replicas)]
    public async Task A_database_lost_at_a_weight_between_gives_the_preview_no_users_before_it_is_deployed_anew(RouterKind kind)
    {
        await using var bench = await StartAsync(kind: kind);
        var plan = await AtTenAsync(bench);

        var colors = Decide(await bench.Preflight.RunAsync(plan, Token)).Assignment;
        Assert.Equal(new ColorAssignment(Color.Blue, Color.Green), colors);
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(10), bench.Order(Color.Blue, Color.Green), Token));

        var seen = await bench.Router.ObserveAsync(plan, Token);
        Assert.Equal((100, 0, "blue", "blue"), (seen.BlueWeightPercent, seen.GreenWeightPercent, seen.SelectorColor, seen.RecordedActive));
        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(12), bench.Order(Color.Blue, Color.Green), Token));
    }

    [Theory]
    [InlineData(RouterKind.GatewayApi)]
    [InlineData(RouterKind.Istio)]
    public async Task The_preview_keeps_its_users_until_the_Service_of_the_old_colour_shows_all_its_ready_pods(RouterKind kind)
    {
        await using var bench = await StartAsync(kind: kind);
        var plan = await AtTenAsync(bench);
        // The controller looks again when a pod or the Service changes, so this stays for a while.
        var path = $"/apis/discovery.k8s.io/v1/namespaces/{Namespace}/endpointslices";
        var slice = (await bench.SendAsync(HttpMethod.Get, $"{path}?labelSelector=kubernetes.io/service-name%3D{Blue}")).Objects("items").Single();
        await bench.SendAsync(HttpMethod.Patch, $"{path}/{slice.Name()}", new JsonObject
        {
            ["endpoints"] = new JsonArray([.. slice.Objects("endpoints").Take(1).Select(one => one.DeepClone())]),
        }.ToJsonString(), "application/merge-patch+json");

        var now = bench.Order(Color.Blue, Color.Green) with { Deadline = bench.Clock.GetUtcNow() };
        var refusal = Refused(RefusalKind.NotReady, await bench.Workloads.PrepareAsync(plan, bench.Fence(10), now, Token));
        Assert.Contains("do not show every ready pod", refusal.Message);
        Assert.Equal(10, (await bench.Router.ObserveAsync(plan, Token)).GreenWeightPercent);

        var prepared = bench.Workloads.PrepareAsync(plan, bench.Fence(12), bench.Order(Color.Blue, Color.Green), Token);
        await bench.PatchAsync("services", Blue, """{"spec":{"sessionAffinity":"ClientIP"}}""");
        Done(await prepared);
        Assert.Equal(0, (await bench.Router.ObserveAsync(plan, Token)).GreenWeightPercent);
    }

    [Theory]
    [InlineData(RouterKind.GatewayApi, "httproutes")]
    [InlineData(RouterKind.Istio, "virtualservices")]
    public async Task Route_and_record_that_disagree_are_a_split(RouterKind kind, string plural)
    {
        await using var bench = await StartAsync(kind: kind);
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        await bench.PatchAsync(plural, Routes.Name, """{"metadata":{"annotations":{"weights.coordinator.dev/svgx-engine":"blue=40,green=60"}}}""");

        var refusal = Decide(await bench.Preflight.RunAsync(plan, Token)).Refusal;

        Assert.Equal(ColorRefusal.TrafficSplit, refusal?.Code);
        Assert.Contains("blue=40,green=60", refusal!.Message);
    }

    [Fact]
    public async Task An_absent_route_is_made_from_the_manifests_and_leads_to_the_target_Service_until_the_first_shift()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        var plan = await bench.PlanAsync();
        Done(await bench.Workloads.PrepareAsync(plan, bench.Fence(1), bench.Order(null, Color.Blue), Token));

        var route = await bench.GetAsync("httproutes", Routes.Name);
        Assert.Equal([Service], Backends(route, 0).Select(one => one.Name));

        Done(await bench.Workloads.DeployAsync(plan, bench.Fence(2), bench.Order(null, Color.Blue), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(3), bench.Traffic(null, Color.Blue), Token));
        route = await bench.GetAsync("httproutes", Routes.Name);
        Assert.Equal([(Blue, 100), (Green, 0)], Backends(route, 0));
        Assert.Equal(["other-service"], Backends(route, 1).Select(one => one.Name));
    }

    [Fact]
    public async Task A_changed_manifest_is_refused_unless_allowed_and_then_joined_with_the_weights()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.InstallAsync();
        var changed = await bench.PlanAsync("2.0.0", manifests => manifests.OfType<JsonObject>()
            .Single(one => one.Kind() is "HTTPRoute")["spec"]!["hostnames"] = new JsonArray("new.example.com"));

        Refused(RefusalKind.SharedChange,
            await bench.Workloads.PrepareAsync(changed, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));
        Done(await bench.Workloads.PrepareAsync(
            changed with { AllowShared = ["HTTPRoute/svgx-engine"] }, bench.Fence(4), bench.Order(Color.Blue, Color.Green), Token));

        var route = await bench.GetAsync("httproutes", Routes.Name);
        Assert.Equal("new.example.com", route.At("spec", "hostnames")?[0].Text());
        Assert.Equal([(Blue, 100), (Green, 0)], Backends(route, 0));
    }

    [Fact]
    public async Task A_manifest_that_says_the_same_writes_nothing()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.InstallAsync();
        var before = bench.Cluster.LastAuditSequence;

        await bench.PreviewAsync();

        Assert.Empty(bench.Writes("HTTPRoute", Routes.Name, before));
    }

    [Fact]
    public async Task Two_applications_share_a_route_each_with_its_own_owner_and_turn()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.InstallAsync();
        await bench.PatchAsync("httproutes", Routes.Name,
            """{"metadata":{"annotations":{"owner.coordinator.dev/other":"test/one/x/other","turn.coordinator.dev/other":"900"}}}""");
        var plan = await bench.PreviewAsync();

        Done(await bench.Router.ShiftAsync(plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, 25), Token));

        var route = await bench.GetAsync("httproutes", Routes.Name);
        Assert.Equal(("8", "900"), (route.Annotation("turn.coordinator.dev/svgx-engine"), route.Annotation("turn.coordinator.dev/other")));
        Assert.Equal([(Blue, 75), (Green, 25)], Backends(route, 0));
    }

    [Fact]
    public async Task Other_backends_of_a_rule_keep_their_part_of_the_whole()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.InstallAsync();
        await bench.PatchAsync("httproutes", Routes.Name, """
            {"metadata":{"annotations":{"weights.coordinator.dev/svgx-engine":null}},
             "spec":{"rules":[{"backendRefs":[{"name":"svgx-engine-service","port":80,"weight":3},{"name":"legacy","port":80,"weight":1}]}]}}
            """);
        var plan = await bench.PreviewAsync(change: WithoutRoute);

        Done(await bench.Router.ShiftAsync(plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, 10), Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(10), bench.Traffic(Color.Blue, Color.Green, 50), Token));

        var route = await bench.GetAsync("httproutes", Routes.Name);
        Assert.Equal([(Blue, 150), (Green, 150), ("legacy", 100)], Backends(route, 0));
    }

    [Fact]
    public async Task A_shift_waits_until_the_gateway_reports_the_new_generation()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.SendAsync(HttpMethod.Post, $"/apis/gateway.networking.k8s.io/v1/namespaces/{Bench.Namespace}/gateways",
            """{"apiVersion":"gateway.networking.k8s.io/v1","kind":"Gateway","metadata":{"name":"public"},"spec":{"gatewayClassName":"simulated","listeners":[{"name":"http","port":80,"protocol":"HTTP"}]}}""");
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();

        Done(await bench.Router.ShiftAsync(plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, 10), Token));

        var route = await bench.GetAsync("httproutes", Routes.Name);
        var seen = route.Objects("status", "parents").SelectMany(one => one.Objects("conditions")).Select(one => one.Whole("observedGeneration"));
        Assert.Equal([route.Whole("metadata", "generation"), route.Whole("metadata", "generation")], seen);
    }

    [Fact]
    public async Task A_route_that_its_gateway_refuses_is_a_refusal()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        // A gateway that takes no generation: what it says about this one and the next.
        await bench.SendAsync(HttpMethod.Patch, $"/apis/gateway.networking.k8s.io/v1/namespaces/{Bench.Namespace}/httproutes/{Routes.Name}/status", """
            {"status":{"parents":[{"parentRef":{"name":"public"},"controllerName":"test","conditions":[
              {"type":"Accepted","status":"False","observedGeneration":99,"reason":"NotAllowedByListeners","message":"not this host"}]}]}}
            """, "application/merge-patch+json");

        var refusal = Refused(RefusalKind.Rejected,
            await bench.Router.ShiftAsync(plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, 10), Token));

        Assert.Contains("not this host", refusal.Message);
    }

    [Fact]
    public async Task A_gateway_that_never_reports_the_new_generation_ends_the_wait_at_the_deadline()
    {
        await using var bench = await StartAsync(kind: RouterKind.GatewayApi);
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        await bench.SendAsync(HttpMethod.Patch, $"/apis/gateway.networking.k8s.io/v1/namespaces/{Bench.Namespace}/httproutes/{Routes.Name}/status", """
            {"status":{"parents":[{"parentRef":{"name":"public"},"controllerName":"test","conditions":[
              {"type":"Accepted","status":"True","observedGeneration":1,"reason":"Accepted","message":""}]}]}}
            """, "application/merge-patch+json");
        var order = bench.Traffic(Color.Blue, Color.Green, 10) with { Deadline = bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(60) };

        Refused(RefusalKind.DeadlineExceeded, await bench.Router.ShiftAsync(plan, bench.Fence(8), order, Token));
    }

    /// <summary>A tenth of the users on green, with turn 8.</summary>
    private static async Task<EnvironmentPlan> AtTenAsync(Bench bench)
    {
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        Done(await bench.Workloads.EnsureCapacityAsync(plan, bench.Fence(6), bench.Order(Color.Blue, Color.Green) with { WeightPercent = 10 }, Token));
        Done(await bench.Router.ShiftAsync(plan, bench.Fence(8), bench.Traffic(Color.Blue, Color.Green, 10), Token));
        return plan;
    }

    private static void WithoutRoute(JsonArray manifests) =>
        manifests.Remove(manifests.OfType<JsonObject>().Single(one => one.Kind() is "HTTPRoute"));

    private static Task<PortResult<TrafficObservation>> FullAsync(Bench bench, EnvironmentPlan plan, long turn) =>
        bench.Router.ShiftAsync(plan, bench.Fence(turn), bench.Traffic(Color.Blue, Color.Green), Token);

    private static ColorVerdict Decide(PreflightReport report) => ColorDecision.Decide(
        report.Colors, new ColorTarget(Bench.Namespace, Service, "version", Owner, Adopt: false));

    private static IEnumerable<(string Name, int Weight)> Backends(JsonObject route, int rule) => route.Objects("spec", "rules")
        .ElementAt(rule).Objects("backendRefs").Select(one => (one.Text("name")!, (int)(one.Whole("weight") ?? 1)));
}
