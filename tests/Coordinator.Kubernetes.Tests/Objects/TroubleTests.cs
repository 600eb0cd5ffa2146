using System.Text.Json.Nodes;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Tests.Objects;

public sealed class TroubleTests
{
    [Theory]
    [InlineData("""{"waiting":{"reason":"InvalidImageName"} }""", "{}", 0, "InvalidImageName", 0)]
    [InlineData("""{"waiting":{"reason":"ErrImageNeverPull"} }""", "{}", 0, "ErrImageNeverPull", 0)]
    [InlineData("""{"waiting":{"reason":"ErrImagePull"} }""", "{}", 0, "ErrImagePull", 60)]
    [InlineData("""{"waiting":{"reason":"ImagePullBackOff","message":"Back-off"} }""", "{}", 0, "ImagePullBackOff: Back-off", 60)]
    [InlineData("""{"waiting":{"reason":"CreateContainerConfigError","message":"secret \"s\" not found"} }""", "{}", 0,
        "secret \"s\" not found", 60)]
    [InlineData("""{"waiting":{"reason":"CrashLoopBackOff"} }""", """{"terminated":{"exitCode":3,"reason":"Error"} }""", 1,
        "last exit code 3", null)]
    [InlineData("""{"waiting":{"reason":"CrashLoopBackOff"} }""", """{"terminated":{"exitCode":137,"reason":"OOMKilled"} }""", 3,
        "OOMKilled", 0)]
    public void A_container_that_waits_is_named_with_its_reason_and_its_patience(
        string state, string last, int restarts, string said, int? seconds)
    {
        var pod = Pod($$"""
            {"containerStatuses":[{"name":"app","restartCount":{{restarts}},"state":{{state}},"lastState":{{last}} }]}
            """);

        var trouble = Assert.Single(Trouble.OfPod(pod));

        Assert.Contains(said, trouble.Detail);
        Assert.Contains("pod web-1: container app", trouble.Detail);
        Assert.Equal(seconds, (int?)trouble.GivesUpAfter?.TotalSeconds);
    }

    [Fact]
    public void A_pod_without_a_place_waits_for_one()
    {
        var trouble = Assert.Single(Trouble.OfPod(Pod(
            """{"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available"}]}""")));

        Assert.Equal(("Unschedulable", null), (trouble.Reason, trouble.GivesUpAfter));
        Assert.Contains("0/3 nodes are available", trouble.Detail);
    }

    [Fact]
    public void A_quota_waits_and_a_progress_deadline_is_the_clusters_own_end()
    {
        var deployment = JsonNode.Parse("""
            {"metadata":{"name":"web"},"status":{"conditions":[
              {"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"pods \"web-1\" is forbidden: exceeded quota: small"},
              {"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"ReplicaSet \"web-1\" has timed out progressing."},
              {"type":"Available","status":"False","reason":"MinimumReplicasUnavailable","message":"no"}]} }
            """)!.AsObject();

        Trouble[] troubles = [.. Trouble.OfDeployment(deployment)];

        Assert.Equal(["FailedCreate", "ProgressDeadlineExceeded"], troubles.Select(one => one.Reason));
        Assert.Contains("exceeded quota", troubles[0].Detail);
        Assert.Null(troubles[0].GivesUpAfter);
        Assert.Equal(TimeSpan.FromSeconds(10), troubles[1].GivesUpAfter);
    }

    [Fact]
    public void A_container_that_runs_or_is_being_made_is_no_trouble()
    {
        Assert.Empty(Trouble.OfPod(Pod(
            """{"containerStatuses":[{"name":"a","state":{"running":{} }},{"name":"b","state":{"waiting":{"reason":"ContainerCreating"} }}]}""")));
    }

    private static JsonObject Pod(string status) =>
        new() { ["metadata"] = new JsonObject { ["name"] = "web-1" }, ["status"] = JsonNode.Parse(status) };
}
