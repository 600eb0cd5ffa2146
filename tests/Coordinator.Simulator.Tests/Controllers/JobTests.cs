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
}
