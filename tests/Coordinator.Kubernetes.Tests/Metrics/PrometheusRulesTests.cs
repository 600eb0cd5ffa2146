using System.Collections.Immutable;
using System.Net;
using System.Text;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Metrics;

namespace Coordinator.Kubernetes.Tests.Metrics;

public sealed class PrometheusRulesTests
{
    private const string Rules = """
        {"status":"success","data":{"groups":[
          {"name":"a","rules":[
            {"type":"alerting","name":"Quiet","state":"inactive","health":"ok"},
            {"type":"alerting","name":"Loud","state":"firing","health":"ok"},
            {"type":"recording","name":"Recorded","health":"ok"}]},
          {"name":"b","rules":[
            {"type":"alerting","name":"Twice","state":"inactive","health":"ok"},
            {"type":"alerting","name":"Twice","state":"pending","health":"ok"},
            {"type":"alerting","name":"New","state":"unknown","health":"unknown"},
            {"type":"alerting","name":"Broken","state":"inactive","health":"err","lastError":"many-to-many matching"}]}]}}
        """;

    [Theory]
    [InlineData("Quiet", AlertState.Inactive, null)]
    [InlineData("Loud", AlertState.Firing, null)]
    [InlineData("Loud", AlertState.Inactive, "Loud is firing, expected inactive")]
    [InlineData("Absent", AlertState.Inactive, "there is no alert rule Absent")]
    [InlineData("Recorded", AlertState.Inactive, "there is no alert rule Recorded")]
    [InlineData("Twice", AlertState.Inactive, "Twice is pending, expected inactive")]
    [InlineData("New", AlertState.Inactive, "New has not been evaluated yet")]
    [InlineData("Broken", AlertState.Inactive, "Broken can't be evaluated: many-to-many matching")]
    public async Task Each_rule_must_be_there_work_and_be_in_its_state(string name, AlertState expected, string? wrong) =>
        Assert.Equal(wrong, await JudgeAsync(Rules, expected, [name]));

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once() => Assert.Equal(
        "Loud is firing, expected inactive; there is no alert rule Absent",
        await JudgeAsync(Rules, AlertState.Inactive, ["Quiet", "Loud", "Absent"]));

    [Theory]
    [InlineData("<html>", HttpStatusCode.OK, "no JSON")]
    [InlineData("[]", HttpStatusCode.OK, "no rules")]
    [InlineData("""{"status":"success","data":{"groups":{}}}""", HttpStatusCode.OK, "no rules")]
    [InlineData("""{"status":"error","error":"oops"}""", HttpStatusCode.OK, "no rules")]
    [InlineData("", HttpStatusCode.Unauthorized, "credentials")]
    [InlineData("", HttpStatusCode.Found, "redirections are not followed")]
    [InlineData("", HttpStatusCode.ServiceUnavailable, "HTTP 503")]
    public async Task An_answer_that_is_none_is_named(string body, HttpStatusCode status, string part) =>
        Assert.Contains(part, await JudgeAsync(body, AlertState.Inactive, ["Quiet"], status));

    private static async Task<string?> JudgeAsync(
        string body, AlertState expected, ImmutableArray<string> names, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return await PrometheusRules.JudgeAsync(names, expected, status, stream, TestContext.Current.CancellationToken);
    }
}
