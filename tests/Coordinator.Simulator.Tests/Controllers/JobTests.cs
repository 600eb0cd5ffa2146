namespace Coordinator.Simulator.Tests.Controllers;

public sealed class JobTests
{
    private static string Job(string spec, string env = "") => $$$$"""
        {"metadata": {"name": "migrate"}, "spec": { {{{{spec}}}} "template": {"spec": {"restartPolicy": "Never", "containers": [
         {"name": "main", "image": "job:1", "env": [{"name": "JOB_SECONDS", "value": "30"} {{{{env}}}}]}]}} }}
        """;

    [Fact]
    public async Task A_suspended_Job_runs_once_it_is_released()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateAsync("/apis/batch/v1/namespaces/default/jobs", Job("\"suspend\": true,"));
        simulation.Advance(60);
        var held = await simulation.GetAsync("/apis/batch/v1/namespaces/default/jobs/migrate");
        using var released = await simulation.SendAsync("PATCH", "/apis/batch/v1/namespaces/default/jobs/migrate",
            """{"spec": {"suspend": false}}""", "application/merge-patch+json");
        simulation.Advance(25);
        var running = await simulation.GetAsync("/apis/batch/v1/namespaces/default/jobs/migrate");
        simulation.Advance(10);
        var done = await simulation.GetAsync("/apis/batch/v1/namespaces/default/jobs/migrate");

        Assert.Equal("JobSuspended", (string)held["status"]!["conditions"]![0]!["reason"]!);
        Assert.Equal(1, (int)running["status"]!["active"]!);
        Assert.Equal(1, (int)done["status"]!["succeeded"]!);
        Assert.NotNull(done["status"]!["completionTime"]);
    }

    [Fact]
    public async Task A_failing_Job_is_retried_up_to_its_limit()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateAsync("/apis/batch/v1/namespaces/default/jobs",
            Job("\"backoffLimit\": 1,", """, {"name": "JOB_EXIT_CODE", "value": "3"}"""));
        simulation.Advance(90);
        var job = await simulation.GetAsync("/apis/batch/v1/namespaces/default/jobs/migrate");

        Assert.Equal(2, (int)job["status"]!["failed"]!);
        Assert.Contains(job["status"]!["conditions"]!.AsArray(),
            condition => (string)condition!["type"]! == "Failed" && (string)condition["reason"]! == "BackoffLimitExceeded");
    }

    [Fact]
    public async Task A_pod_past_its_own_deadline_fails_and_counts_against_its_Job()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateAsync("/apis/batch/v1/namespaces/default/jobs",
            Job("\"backoffLimit\": 0,").Replace("\"restartPolicy\"", "\"activeDeadlineSeconds\": 10, \"restartPolicy\"", StringComparison.Ordinal));
        simulation.Advance(9);
        var running = await simulation.GetAsync("/api/v1/namespaces/default/pods");
        simulation.Advance(5);
        var ended = await simulation.GetAsync("/api/v1/namespaces/default/pods");
        var job = await simulation.GetAsync("/apis/batch/v1/namespaces/default/jobs/migrate");

        Assert.Equal("Running", (string)running["items"]![0]!["status"]!["phase"]!);
        var status = ended["items"]![0]!["status"]!;
        Assert.Equal(("Failed", "DeadlineExceeded"), ((string)status["phase"]!, (string)status["reason"]!));
        Assert.Equal(137, (int)status["containerStatuses"]![0]!["state"]!["terminated"]!["exitCode"]!);
        Assert.Contains(job["status"]!["conditions"]!.AsArray(), one => (string)one!["type"]! == "Failed" && (string)one["reason"]! == "BackoffLimitExceeded");
    }

    [Fact]
    public async Task A_failure_that_a_rule_ignores_does_not_count()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateAsync("/apis/batch/v1/namespaces/default/jobs", Job("""
            "backoffLimit": 0, "podFailurePolicy": {"rules": [{"action": "Ignore", "onExitCodes": {"containerName": "main", "operator": "In", "values": [3]}}]},
            """, """, {"name": "JOB_EXIT_CODE", "value": "3"}"""));
        simulation.Advance(100);
        var job = await simulation.GetAsync("/apis/batch/v1/namespaces/default/jobs/migrate");
        var pods = await simulation.GetAsync("/api/v1/namespaces/default/pods");

        Assert.True(pods["items"]!.AsArray().Count > 1);
        Assert.Null(job["status"]!["failed"]);
        Assert.Null(job["status"]!["conditions"]);
    }
}
