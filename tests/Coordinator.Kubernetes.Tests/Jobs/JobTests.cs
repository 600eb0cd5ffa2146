using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Jobs;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Jobs;

public sealed class JobTests
{
    [Fact]
    public async Task A_Job_is_created_suspended_set_free_by_a_conditional_patch_and_its_log_is_kept()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var report = Done(await RunAsync(bench, plan, 4, Shell("echo migrated 12 tables")));

        Assert.Equal((JobOutcome.Succeeded, 1), (report.Outcome, report.Attempts));
        Assert.Contains(": migrated 12 tables", report.Logs);
        var writes = bench.Writes("Job", NameOf(plan));
        Assert.Equal(["create", "patch"], writes.Select(one => one.Verb));
        Assert.Contains(writes[1].Changes, change => change.Path == "spec.suspend" && change is { Before: "true", After: "false" });
        var job = await JobAsync(bench, plan);
        Assert.Equal(("4", Owner), (job.Annotation(ManifestLabels.Turn), job.Annotation(ManifestLabels.Owner)));
        Assert.Equal(plan.Release, job.Label(ManifestLabels.Release));
    }

    [Fact]
    public async Task A_Job_knows_its_target_and_its_configuration()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync();
        var plan = await bench.PreviewAsync();
        var job = new JobSpec
        {
            Image = "registry.example.com/tests:{version}",
            Command = ["run", "--color={color}"],
            Env = ImmutableSortedDictionary<string, string>.Empty.Add("COORDINATOR_CLUSTER", "mine"),
            EnvFromConfigMaps = ["svgx-engine-config"],
            EnvFromSecrets = ["svgx-engine-secrets"],
        };

        Done(await RunAsync(bench, plan, 6, job, stage: CheckStage.Preview));

        var container = PodTemplates.Containers((await JobAsync(bench, plan)).PodSpec()!).Single();
        Assert.Equal("registry.example.com/tests:2.0.0", container.Text("image"));
        Assert.Equal("--color=green", container["command"]![1].Text());
        var env = container.Objects("env").ToDictionary(one => one.Text("name")!, one => one.Text("value"));
        Assert.Equal($"http://{Service}-green.{Namespace}.svc", env["COORDINATOR_TARGET_URL"]);
        Assert.Equal(("green", "2.0.0", plan.Release, "mine"),
            (env["COORDINATOR_COLOR"], env["COORDINATOR_VERSION"], env["COORDINATOR_RELEASE"], env["COORDINATOR_CLUSTER"]));
        // The ConfigMap is coloured with the release, the Secret is not among the manifests.
        Assert.Equal(["svgx-engine-config-green", "svgx-engine-secrets"],
            container.Objects("envFrom").Select(one => one.Text("configMapRef", "name") ?? one.Text("secretRef", "name")));
    }

    [Fact]
    public async Task A_failed_Job_tells_why_with_the_last_lines_of_each_attempt()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();

        var report = Done(await RunAsync(bench, plan, 4, Shell("echo no such table; exit 3"), retries: 1));

        Assert.Equal((JobOutcome.Failed, 2), (report.Outcome, report.Attempts));
        Assert.Contains("BackoffLimitExceeded", report.Message);
        Assert.Equal(2, report.Logs!.Split('\n').Count(line => line.EndsWith(": no such table", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_attempt_of_a_talkative_Job_keeps_its_last_lines()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var lines = string.Join("; ", Enumerable.Range(1, 49).Select(line => $"echo {line}{new string('x', 600)}"));

        var report = Done(await RunAsync(bench, plan, 4, Shell($"{lines}; echo no such table; exit 3"), retries: 1));

        var kept = report.Logs!.Split('\n', StringSplitOptions.RemoveEmptyEntries).GroupBy(line => line.Split(':')[0]).ToList();
        Assert.Equal(2, kept.Count);
        Assert.All(kept, pod => Assert.EndsWith(": no such table", pod.Last(), StringComparison.Ordinal));
        Assert.All(kept, pod => Assert.EndsWith("earlier lines were left out)", pod.First(), StringComparison.Ordinal));
        Assert.True(report.Logs!.Length <= 48 * 1024 + 1000, $"{report.Logs.Length} characters");
    }

    [Theory]
    [InlineData(FaultKind.DropAfter)]
    [InlineData(FaultKind.DropBefore)]
    [InlineData(FaultKind.TimeoutAfter)]
    public async Task An_answer_that_is_lost_starts_no_second_Job(FaultKind kind)
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        bench.Cluster.PutFault(new Fault { Kind = kind, Method = "POST", Path = "/jobs", Count = 1 });
        bench.Cluster.PutFault(new Fault { Kind = kind, Method = "PATCH", Path = "/jobs/", Count = 1 });

        var report = Done(await RunAsync(bench, plan, 4, Shell("echo once")));

        Assert.Equal((JobOutcome.Succeeded, 1), (report.Outcome, report.Attempts));
        Assert.Single(await PodsAsync(bench, plan));
    }

    [Fact]
    public async Task Whoever_is_killed_while_a_Job_runs_finds_the_same_Job_again()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        using var killed = new CancellationTokenSource();
        var first = bench.Jobs.RunAsync(plan, bench.Fence(4), Order(bench, Shell("sleep 60; echo done")), killed.Token);
        await EventuallyAsync(async () => (await PodsAsync(bench, plan)).Length > 0);
        await killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var report = Done(await RunAsync(bench, plan, 4, Shell("sleep 60; echo done")));

        Assert.Equal(JobOutcome.Succeeded, report.Outcome);
        Assert.Single(await PodsAsync(bench, plan));
        Assert.Single(bench.Writes("Job", NameOf(plan)), one => one.Verb == "create");
    }

    [Fact]
    public async Task A_later_turn_takes_what_succeeded_once_and_runs_a_check_anew()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Done(await RunAsync(bench, plan, 4, Shell("echo x")));
        var uid = (await JobAsync(bench, plan)).Text("metadata", "uid");

        Done(await RunAsync(bench, plan, 6, Shell("echo x")));
        Assert.Equal(uid, (await JobAsync(bench, plan)).Text("metadata", "uid"));

        Done(await RunAsync(bench, plan, 8, Shell("echo x"), isOnce: false));
        Assert.NotEqual(uid, (await JobAsync(bench, plan)).Text("metadata", "uid"));
    }

    [Fact]
    public async Task A_later_turn_runs_anew_what_failed()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Assert.Equal(JobOutcome.Failed, Done(await RunAsync(bench, plan, 4, Shell("exit 1"))).Outcome);

        Assert.Equal(JobOutcome.Failed, Done(await RunAsync(bench, plan, 4, Shell("exit 1"))).Outcome);
        Assert.Single(bench.Writes("Job", NameOf(plan)), one => one.Verb == "create");

        Assert.Equal(JobOutcome.Failed, Done(await RunAsync(bench, plan, 6, Shell("exit 1"))).Outcome);
        Assert.Equal(2, bench.Writes("Job", NameOf(plan)).Count(one => one.Verb == "create"));
    }

    [Fact]
    public async Task A_stale_owner_neither_runs_nor_removes_a_Job()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Done(await RunAsync(bench, plan, 8, Shell("echo x")));

        var refusal = Refused(RefusalKind.StaleTurn, await RunAsync(bench, plan, 6, Shell("echo x")));
        Done(await bench.Jobs.RemoveAsync(plan, bench.Fence(6), withOnce: true, Token));

        Assert.Equal(8, refusal.FoundTurn);
        Assert.Equal("8", (await JobAsync(bench, plan)).Annotation(ManifestLabels.Turn));
    }

    [Fact]
    public async Task A_Job_that_vanishes_before_its_end_was_seen_is_unknown()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var running = RunAsync(bench, plan, 4, Shell("sleep 3600"));
        await EventuallyAsync(async () => (await PodsAsync(bench, plan)).Length > 0);

        await bench.SendAsync(HttpMethod.Delete, $"/apis/batch/v1/namespaces/{Namespace}/jobs/{NameOf(plan)}?propagationPolicy=Background");

        var report = Done(await running);
        Assert.Equal(JobOutcome.Unknown, report.Outcome);
        Assert.Contains("nobody knows", report.Message);
    }

    [Fact]
    public async Task A_Job_that_does_not_end_is_suspended_at_the_deadline()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var order = Order(bench, Shell("sleep 36000")) with { Deadline = bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(60) };

        var report = Done(await bench.Jobs.RunAsync(plan, bench.Fence(4), order, Token));

        Assert.Equal(JobOutcome.Failed, report.Outcome);
        Assert.Contains("did not end in time and was suspended", report.Message);
        Assert.True((await JobAsync(bench, plan)).IsTrue("spec", "suspend"));
    }

    [Fact]
    public async Task An_attempt_has_its_time_and_the_Job_that_of_all_attempts()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Done(await RunAsync(bench, plan, 4, Shell("echo x"), retries: 2));

        var spec = (await JobAsync(bench, plan)).At("spec");

        // 3 × 300 s, 10 s and 20 s between them, 60 s to start and to end.
        Assert.Equal((300, 990, 2), (spec.Whole("template", "spec", "activeDeadlineSeconds"), spec.Whole("activeDeadlineSeconds"), spec.Whole("backoffLimit")));
        Assert.Equal(7 * 24 * 3600, spec.Whole("ttlSecondsAfterFinished"));
    }

    [Fact]
    public async Task A_whole_podTemplate_runs_as_it_is_with_what_every_Job_gets()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var job = new JobSpec
        {
            PodTemplate = JsonNode.Parse("""
                {"metadata":{"labels":{"team":"data"},"annotations":{"sidecar.istio.io/inject":"false"}},
                 "spec":{"nodeSelector":{"kubernetes.io/os":"linux"},"volumes":[{"name":"scratch","emptyDir":{}}],
                   "containers":[{"name":"migrate","image":"registry.example.com/tools:{version}","command":["/bin/sh","-c","echo whole"],
                     "volumeMounts":[{"name":"scratch","mountPath":"/tmp"}]}]}}
                """)!.AsObject(),
        };

        var report = Done(await RunAsync(bench, plan, 4, job));

        Assert.Equal(JobOutcome.Succeeded, report.Outcome);
        Assert.Contains(": whole", report.Logs);
        var pod = Assert.Single(await PodsAsync(bench, plan));
        Assert.Equal(("data", "false"), (pod.Label("team"), pod.Annotation("sidecar.istio.io/inject")));
        Assert.Equal(plan.Release, pod.Label(ManifestLabels.Release));
        Assert.Equal(("linux", "Never"), (pod.Text("spec", "nodeSelector", "kubernetes.io/os"), pod.Text("spec", "restartPolicy")));
        var container = Assert.Single(PodTemplates.Containers(pod["spec"]!.AsObject()));
        Assert.Equal($"registry.example.com/tools:{plan.Version}", container.Text("image"));
        Assert.Contains(container.Objects("volumeMounts"), mount => mount.Text("name") is "scratch");
        Assert.Contains(container.Objects("env"), one => one.Text("name") is "COORDINATOR_TARGET_URL");
    }

    [Fact]
    public async Task A_Job_whose_pods_a_quota_refuses_says_so()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Namespace}/resourcequotas",
            """{"metadata":{"name":"small"},"spec":{"hard":{"pods":"1"} } }""");

        var report = Done(await RunAsync(bench, plan, 4, Shell("echo x")));

        Assert.Equal((JobOutcome.Failed, 0), (report.Outcome, report.Attempts));
        Assert.Contains("exceeded quota: small", report.Message);
    }

    [Fact]
    public async Task A_refusal_that_is_over_is_not_why_a_Job_failed()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        await bench.SendAsync(HttpMethod.Post, $"/api/v1/namespaces/{Namespace}/resourcequotas",
            """{"metadata":{"name":"small"},"spec":{"hard":{"pods":"1"} } }""");
        var running = RunAsync(bench, plan, 4, Shell("exit 3"));
        await EventuallyAsync(async () => (await bench.SendAsync(HttpMethod.Get, $"/api/v1/namespaces/{Namespace}/events"))
            .Objects("items").Any(one => one.Text("reason") is "FailedCreate"));
        await bench.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{Namespace}/resourcequotas/small");

        var report = Done(await running);

        Assert.Equal((JobOutcome.Failed, 1), (report.Outcome, report.Attempts));
        Assert.DoesNotContain("quota", report.Message);
    }

    [Fact]
    public async Task Pods_that_users_would_reach_are_refused()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var labels = (await bench.GetAsync("services", Service)).Texts("spec", "selector");
        labels.Remove("version");
        var job = new JobSpec
        {
            PodTemplate = new JsonObject
            {
                ["metadata"] = new JsonObject { ["labels"] = new JsonObject(labels.Select(one => KeyValuePair.Create(one.Key, (JsonNode?)one.Value))) },
                ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "a", ["image"] = "x" }) },
            },
        };

        var refusal = Refused(RefusalKind.Rejected, await RunAsync(bench, plan, 4, job));

        Assert.Contains("Take these labels out", refusal.Message);
        Assert.Empty(bench.Writes("Job", NameOf(plan)));
    }

    [Fact]
    public async Task At_the_end_the_Jobs_go_and_until_then_those_stay_that_count_once()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Done(await RunAsync(bench, plan, 4, Shell("echo x")));

        Done(await bench.Jobs.RemoveAsync(plan, bench.Fence(6), withOnce: false, Token));
        Assert.NotNull(await JobAsync(bench, plan));

        Done(await bench.Jobs.RemoveAsync(plan, bench.Fence(6), withOnce: true, Token));
        await EventuallyAsync(async () => (await PodsAsync(bench, plan)).Length is 0);
    }

    [Theory]
    [InlineData("echo x", JobOutcome.Succeeded)]
    [InlineData("exit 3", JobOutcome.Failed)]
    public async Task A_Job_that_the_cluster_has_is_found_with_its_turn_and_its_end(string script, JobOutcome outcome)
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        Refused(RefusalKind.Missing, await FindAsync(bench, plan, Owner));

        Done(await RunAsync(bench, plan, 7, Shell(script)));
        Assert.Equal(new JobTrace(7, outcome), Done(await FindAsync(bench, plan, Owner)));
        Refused(RefusalKind.Missing, await FindAsync(bench, plan, "someone/else"));
    }

    [Fact]
    public async Task A_Job_that_still_runs_is_found_without_an_end_and_nothing_is_found_where_there_is_no_namespace()
    {
        await using var bench = await StartAsync();
        var plan = await bench.InstallAsync();
        var suspended = JobManifest.Of(plan, Owner, Order(bench, Shell("echo x")), "http://x", (_, name) => name);
        suspended["metadata"]!["annotations"] = new JsonObject { [ManifestLabels.Owner] = Owner, [ManifestLabels.Turn] = "3" };
        await bench.SendAsync(HttpMethod.Post, $"/apis/batch/v1/namespaces/{Namespace}/jobs", suspended.ToJsonString());

        Assert.Equal(new JobTrace(3, null), Done(await FindAsync(bench, plan, Owner)));
        Refused(RefusalKind.Missing, await FindAsync(bench, plan with { Target = plan.Target with { Namespace = "elsewhere" } }, Owner));
    }

    private static Task<PortResult<JobTrace>> FindAsync(Bench bench, EnvironmentPlan plan, string owner) =>
        bench.Jobs.FindAsync(plan, owner, "prepare/migrate", Token);

    private static JobSpec Shell(string script) => new() { Image = "registry.example.com/tools:1", Command = ["/bin/sh", "-c", script] };

    private static JobOrder Order(Bench bench, JobSpec job, int retries = 0, bool isOnce = true, CheckStage? stage = null) =>
        new("prepare/migrate", job, TimeSpan.FromMinutes(5), retries, bench.Soon, Color.Green, stage, isOnce);

    private static Task<PortResult<JobReport>> RunAsync(
        Bench bench, EnvironmentPlan plan, long turn, JobSpec job, int retries = 0, bool isOnce = true, CheckStage? stage = null) =>
        bench.Jobs.RunAsync(plan, bench.Fence(turn), Order(bench, job, retries, isOnce, stage), Token);

    private static string NameOf(EnvironmentPlan plan) => JobManifest.NameOf(Owner, plan.Release, "prepare/migrate");

    private static Task<JsonObject> JobAsync(Bench bench, EnvironmentPlan plan) =>
        bench.SendAsync(HttpMethod.Get, $"/apis/batch/v1/namespaces/{Namespace}/jobs/{NameOf(plan)}");

    private static async Task<JsonObject[]> PodsAsync(Bench bench, EnvironmentPlan plan) =>
    [
        .. (await bench.SendAsync(HttpMethod.Get,
            $"/api/v1/namespaces/{Namespace}/pods?labelSelector=batch.kubernetes.io%2Fjob-name%3D{NameOf(plan)}")).Objects("items"),
    ];
}
