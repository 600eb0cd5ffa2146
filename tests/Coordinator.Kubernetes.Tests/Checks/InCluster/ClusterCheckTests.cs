using System.Text.Json.Nodes;
using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulation;
using Coordinator.Simulator.Hosting;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Checks.InCluster;

/// <summary>Checks <c>from: cluster</c>: a Job in the simulated cluster really makes them, on that cluster's network.</summary>
public sealed class ClusterCheckTests
{
    private const string Image = "coordinator:0.1";

    [Fact]
    public async Task The_preview_is_asked_by_its_Services_name_and_the_target_by_its_own()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        await bench.InstallAsync();
        var plan = WithImage(await bench.PreviewAsync("2.0.0"));

        var preview = await RunAsync(bench, plan, Http("/version", new() { Contains = "{version}" }), CheckStage.Preview);
        var users = await RunAsync(bench, plan, Http("/version", new() { Contains = "{version}" }) with { Name = "users" });

        Assert.Equal((CheckOutcome.Pass, "http", 1), (preview.Outcome, preview.Kind, preview.Attempts));
        Assert.Contains($"from the cluster: GET http://{Service}-green.{Namespace}.svc/version", preview.Details);
        Assert.Equal(CheckOutcome.Fail, users.Outcome);
        Assert.Contains($"http://{Service}.{Namespace}.svc/version", users.Details);
        Assert.Contains("does not contain '2.0.0'", users.Details);
    }

    [Fact]
    public async Task The_Job_has_no_rights_no_token_and_nothing_to_write_to()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        var plan = WithImage(await bench.InstallAsync());

        await RunAsync(bench, plan, Http("/health", new() { Status = 200 }));

        var job = await JobAsync(bench, plan, "validation/inside");
        var pod = job.PodSpec()!;
        Assert.Equal((false, true), (pod.IsTrue("automountServiceAccountToken"), pod.IsTrue("securityContext", "runAsNonRoot")));
        Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
        var container = PodTemplates.Containers(pod).Single();
        Assert.Equal(Image, container.Text("image"));
        Assert.Equal(CheckJob.Command, container["command"]!.AsArray().Select(word => word.Text()!));
        Assert.True(container.IsTrue("securityContext", "readOnlyRootFilesystem"));
        Assert.False(container.IsTrue("securityContext", "allowPrivilegeEscalation"));
        Assert.Equal("ALL", container.At("securityContext", "capabilities", "drop")![0].Text());
        Assert.NotNull(container.Text("resources", "limits", "memory"));
        Assert.Equal(CheckJob.Component, job.Texts("spec", "template", "metadata", "labels")[CheckJob.ComponentLabel]);
    }

    [Fact]
    public async Task A_load_reaches_the_pods_at_its_rate_and_its_figures_come_back()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        var plan = WithImage(await bench.InstallAsync());
        var load = new LoadCheckSpec { Path = "/nothing", Users = 20, Duration = TimeSpan.FromSeconds(60), Targets = new() { ErrorRate = 0, Availability = 1 } };

        var result = await RunAsync(bench, plan, Check with { Load = load });
        var missed = await RunAsync(bench, plan, Check with { Name = "missed", Load = load with { Targets = new() { MinRate = 1000 } } });

        Assert.Equal((CheckOutcome.Pass, "load"), (result.Outcome, result.Kind));
        Assert.Equal((20, 20), (result.Load!.Requests, result.Load.Succeeded));
        Assert.Equal(CheckOutcome.Fail, missed.Outcome);
        Assert.Contains("at least 1000 wanted", missed.Details);
        Assert.Equal(20, missed.Load!.Requests);
    }

    [Fact]
    public async Task Attempts_are_made_by_one_pod_and_counted()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        var plan = WithImage(await bench.InstallAsync());

        var result = await RunAsync(bench, plan, Http("/health", new() { Status = 418 }) with { Retries = 2, OnFailure = OnFailure.Warn });

        Assert.Equal((CheckOutcome.Warn, 3), (result.Outcome, result.Attempts));
        Assert.Equal(["create", "patch"], bench.Writes("Job", NameOf(plan, "validation/inside")).Select(one => one.Verb));
    }

    [Fact]
    public async Task A_coordinator_that_was_killed_finds_the_same_Job_and_its_result()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        var plan = WithImage(await bench.InstallAsync());
        var check = Http("/health", new() { Status = 418 }) with { Retries = 3 };
        using (var killed = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var first = bench.Checks.RunAsync(plan, bench.Fence(6), OrderOf(bench, check, CheckStage.Validation), killed.Token);
            await EventuallyAsync(() => Task.FromResult(bench.Writes("Job", NameOf(plan, "validation/inside")).Length is 2));
            await killed.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        var result = await RunAsync(bench, plan, check);

        Assert.Equal((CheckOutcome.Fail, 4), (result.Outcome, result.Attempts));
        Assert.Equal(["create", "patch"], bench.Writes("Job", NameOf(plan, "validation/inside")).Select(one => one.Verb));
    }

    [Theory]
    [InlineData("", "the log is empty")]
    [InlineData("hello", "is no result (hello)")]
    [InlineData("""{"version":2,"check":"inside","passed":true,"details":"","attempts":1}""", "version 2, 1 is known")]
    [InlineData("""{"version":1,"check":"inside","passed":true,"det""", "it was cut")]
    [InlineData("""{"version":1,"check":"other","passed":true,"details":"fine","attempts":1}""", "that of check 'other'")]
    [InlineData("""{"version":1,"check":"inside","passed":true,"details":"fine","attempts":9}""", "counts 9 attempts")]
    public async Task What_is_no_result_of_this_check_never_passes(string printed, string why)
    {
        await using var bench = await StartAsync(program: new Printing(printed, exitCode: 0));
        var plan = WithImage(await bench.InstallAsync());

        var result = await RunAsync(bench, plan, Http("/health", new() { Status = 200 }));

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
        Assert.Contains(why, result.Details);
    }

    [Fact]
    public async Task A_result_that_passes_from_a_program_that_failed_does_not_pass()
    {
        await using var bench = await StartAsync(
            program: new Printing("""{"version":1,"check":"inside","passed":true,"details":"fine","attempts":1}""", exitCode: 1));
        var plan = WithImage(await bench.InstallAsync());

        var result = await RunAsync(bench, plan, Http("/health", new() { Status = 200 }));

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
        Assert.Contains("the program ended as if it did not", result.Details);
    }

    [Fact]
    public async Task An_image_that_can_not_be_pulled_is_named_long_before_the_deadline()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        var plan = (await bench.InstallAsync()) with { CheckImage = "coordinator:0.1-pullfail" };

        var result = await RunAsync(bench, plan, Http("/health", new() { Status = 200 }));

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
        Assert.Contains("can't start and was suspended", result.Details);
        Assert.Contains("ImagePullBackOff", result.Details);
        Assert.True(result.Took < TimeSpan.FromMinutes(10), $"{result.Took}");
    }

    [Fact]
    public async Task A_Service_that_is_not_there_is_told_without_a_Job()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        var plan = WithImage(await bench.InstallAsync()) with { Probes = new() { Active = new() { Port = 8000 } } };

        var result = await RunAsync(bench, plan, Http("/health", new() { Status = 200 }));

        Assert.Equal(CheckOutcome.Fail, result.Outcome);
        Assert.Contains($"there is no Service/{Service} with that port", result.Details);
        Assert.Empty(bench.Writes("Job", NameOf(plan, "validation/inside")));
    }

    [Fact]
    public async Task A_url_is_asked_only_where_the_server_lets_releases_ask()
    {
        await using var bench = await StartAsync(program: new SimulatedCheck());
        await using var site = RawServer.Of("ok");
        var plan = WithImage(await bench.InstallAsync());

        var allowed = await RunAsync(bench, plan, Check with { Http = new() { Url = $"{site.Address}/health", Expect = new() { Status = 200 } } });
        var refused = await RunAsync(bench, plan, Check with { Name = "refused", Http = new() { Url = "http://elsewhere.example.com/", Expect = new() { Status = 200 } } });

        Assert.True(allowed.Outcome is CheckOutcome.Pass, allowed.Details);
        Assert.Equal(CheckOutcome.Fail, refused.Outcome);
        Assert.Contains("not among the hosts that releases may name", refused.Details);
    }

    private static CheckSpec Check { get; } = new() { Name = "inside", From = CheckOrigin.Cluster, Timeout = TimeSpan.FromMinutes(5) };

    private static CheckSpec Http(string path, HttpExpectation expect) => Check with { Http = new() { Path = path, Expect = expect } };

    private static EnvironmentPlan WithImage(EnvironmentPlan plan) => plan with { CheckImage = Image };

    private static CheckOrder OrderOf(Bench bench, CheckSpec check, CheckStage stage) =>
        new(stage, check, stage is CheckStage.Preview ? Color.Green : null, bench.Soon);

    private static async Task<CheckResult> RunAsync(Bench bench, EnvironmentPlan plan, CheckSpec check, CheckStage stage = CheckStage.Validation) =>
        Done(await bench.Checks.RunAsync(plan, bench.Fence(6), OrderOf(bench, check, stage), Token)).Result;

    private static string NameOf(EnvironmentPlan plan, string step) => JobManifest.NameOf(Owner, plan.Release, step);

    private static async Task<JsonObject> JobAsync(Bench bench, EnvironmentPlan plan, string step) =>
        await bench.SendAsync(HttpMethod.Get, $"/apis/batch/v1/namespaces/{Namespace}/jobs/{NameOf(plan, step)}");

    /// <summary>A program that prints something else than a check does.</summary>
    private sealed class Printing(string line, int exitCode) : IContainerProgram
    {
        public bool IsRunBy(IReadOnlyList<string> command) => command.SequenceEqual(CheckJob.Command);

        public Task<int> RunAsync(ContainerSurroundings surroundings, CancellationToken cancellationToken)
        {
            if (line.Length > 0)
            {
                surroundings.Print(line);
            }

            return Task.FromResult(exitCode);
        }
    }
}
