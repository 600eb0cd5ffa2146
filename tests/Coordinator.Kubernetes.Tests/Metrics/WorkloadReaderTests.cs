using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Tests.Metrics;

public sealed class WorkloadReaderTests
{
    [Fact]
    public void Restarts_are_counted_by_container()
    {
        var reading = Counters(WorkloadMetric.Restarts, Pod("a", restarts: 2), Pod("b", restarts: 0));
        Assert.Equal(["a", "b"], reading.Pods.Select(pod => pod.Pod));
        Assert.Equal([2, 0], reading.Pods.Select(pod => pod.Series.Single().Value));
    }

    [Fact]
    public void A_kill_is_seen_once_while_it_is_the_state_and_after_it()
    {
        var dying = Counters(WorkloadMetric.OomKills, Pod("a", state: Killed("10:00")));
        var again = Counters(WorkloadMetric.OomKills, Pod("a", restarts: 1, last: Killed("10:00")));
        Assert.Equal(Assert.Single(dying.Pods.Single().Series), Assert.Single(again.Pods.Single().Series));
        Assert.NotEqual(
            again.Pods.Single().Series.Single().Label,
            Counters(WorkloadMetric.OomKills, Pod("a", restarts: 2, last: Killed("10:05"))).Pods.Single().Series.Single().Label);
    }

    [Fact]
    public void An_ordinary_exit_is_no_kill() =>
        Assert.Empty(Counters(WorkloadMetric.OomKills, Pod("a", restarts: 1, last: """{"terminated":{"reason":"Error","finishedAt":"10:00"}}""")).Pods.Single().Series);

    [Fact]
    public void The_share_of_pods_that_are_not_ready() => Assert.Equal(
        new ScalarReading("m", 0.25), Read(WorkloadMetric.NotReady, Pod("a"), Pod("b"), Pod("c"), Pod("d", isReady: false)));

    [Fact]
    public void Without_a_pod_there_is_nothing_to_tell() =>
        Assert.Equal(NoDataCause.AbsentSeries, Assert.IsType<FaultReading>(Read(WorkloadMetric.NotReady)).Cause);

    private static CounterReading Counters(WorkloadMetric metric, params JsonObject[] pods) => Assert.IsType<CounterReading>(Read(metric, pods));

    private static MetricReading Read(WorkloadMetric metric, params JsonObject[] pods) =>
        WorkloadReader.Read(new MetricSpec { Name = "m", Workload = metric }, [.. pods]);

    private static string Killed(string at) => $$$"""{"terminated":{"reason":"OOMKilled","finishedAt":"{{{at}}}"}}""";

    private static JsonObject Pod(string name, int restarts = 0, string state = """{"running":{}}""", string last = "{}", bool isReady = true) =>
        JsonNode.Parse($$$"""
            {"metadata":{"name":"{{{name}}}"},"status":{
              "conditions":[{"type":"Ready","status":"{{{(isReady ? "True" : "False")}}}"}],
              "containerStatuses":[{"name":"app","restartCount":{{{restarts}}},"state":{{{state}}},"lastState":{{{last}}}}]}}
            """)!.AsObject();
}
