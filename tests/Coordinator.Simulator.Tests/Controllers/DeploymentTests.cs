namespace Coordinator.Simulator.Tests.Controllers;

public sealed class DeploymentTests
{
    [Fact]
    public async Task Patch_OfATemplate_AnswersTheNewGenerationAndTheOldObservedOne()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 2);
        simulation.Advance(5);
        using var response = await simulation.SendAsync("PATCH", "/apis/apps/v1/namespaces/default/deployments/web-blue",
            """{"spec": {"template": {"metadata": {"annotations": {"a": "b"}}}}}""", "application/merge-patch+json");
        var before = await simulation.DeploymentAsync("blue");
        simulation.Advance(10);
        var after = await simulation.DeploymentAsync("blue");

        Assert.Equal(2, (int)before["metadata"]!["generation"]!);
        Assert.Equal(1, (int)before["status"]!["observedGeneration"]!);
        Assert.Equal(2, (int)after["status"]!["observedGeneration"]!);
        Assert.Equal(2, (int)after["status"]!["updatedReplicas"]!);
        Assert.Equal(2, (int)after["status"]!["availableReplicas"]!);
    }

    [Fact]
    public async Task Pods_BecomeReadyOnceTheirDelayIsOver()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, """{"name": "READY_DELAY_S", "value": "60"}""");
        simulation.Advance(55);
        var early = await simulation.DeploymentAsync("blue");
        simulation.Advance(10);
        var late = await simulation.DeploymentAsync("blue");

        Assert.Null(early["status"]!["readyReplicas"]);
        Assert.Equal(1, (int)late["status"]!["readyReplicas"]!);
    }

    [Fact]
    public async Task A_crashing_container_backs_off_and_restarts()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, """{"name": "CRASH", "value": "1"}""");
        simulation.Advance(40);
        var pods = await simulation.GetAsync("/api/v1/namespaces/default/pods");
        var status = pods["items"]![0]!["status"]!["containerStatuses"]![0]!;

        Assert.Equal("CrashLoopBackOff", (string)status["state"]!["waiting"]!["reason"]!);
        Assert.Equal(2, (int)status["restartCount"]!);
        Assert.Equal(1, (int)status["lastState"]!["terminated"]!["exitCode"]!);
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_holds_its_pod()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 1, tag: "2.0.0-pullfail");
        simulation.Advance(10);
        var pods = await simulation.GetAsync("/api/v1/namespaces/default/pods");

        Assert.Equal("Pending", (string)pods["items"]![0]!["status"]!["phase"]!);
        Assert.Equal("ImagePullBackOff",
            (string)pods["items"]![0]!["status"]!["containerStatuses"]![0]!["state"]!["waiting"]!["reason"]!);
    }

    [Fact]
    public async Task Deleting_a_Deployment_takes_its_ReplicaSets_and_pods_along()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateDeploymentAsync("blue", 2);
        simulation.Advance(5);
        using var response = await simulation.SendAsync("DELETE", "/apis/apps/v1/namespaces/default/deployments/web-blue");
        simulation.Advance(5);

        Assert.Empty((await simulation.GetAsync("/apis/apps/v1/namespaces/default/replicasets"))["items"]!.AsArray());
        Assert.Empty((await simulation.GetAsync("/api/v1/namespaces/default/pods"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_pod_keeps_the_configuration_that_it_started_with()
    {
        await using var simulation = await Simulation.StartAsync();
        await simulation.CreateAsync("/api/v1/namespaces/default/configmaps",
            """{"metadata": {"name": "settings"}, "data": {"ERROR_RATE": "1"}}""");
        await simulation.CreateAsync("/api/v1/namespaces/default/pods", """
            {"metadata": {"name": "one", "labels": {"app": "web", "version": "blue"}}, "spec": {"containers": [
             {"name": "web", "image": "web:1.0.0", "envFrom": [{"configMapRef": {"name": "settings"}}],
              "ports": [{"name": "http", "containerPort": 8080}]}]}}
            """);
        await simulation.CreateServiceAsync("blue");
        simulation.Advance(2);
        using var changed = await simulation.SendAsync("PATCH", "/api/v1/namespaces/default/configmaps/settings",
            """{"data": {"ERROR_RATE": "0"}}""", "application/merge-patch+json");
        simulation.Advance(2);
        using var user = await simulation.VisitAsync("/");
        using var health = await simulation.VisitAsync("/health");

        Assert.Equal(500, (int)user.StatusCode);
        Assert.Equal(200, (int)health.StatusCode);
    }
}
