using System.Net;
using System.Text.Json.Nodes;

namespace Coordinator.Simulator.Tests.Apply;

/// <summary>Server-side apply of what is not of its kind's type: 500 with the paths, as the real server answers.</summary>
public sealed class AppliedTypesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("&fieldValidation=Strict")]
    [InlineData("&fieldValidation=Ignore&dryRun=All")]
    public async Task Unknown_fields_and_other_types_are_told_together(string parameters)
    {
        await using var simulation = await Simulation.StartAsync();

        using var answer = await simulation.SendAsync("PATCH",
            "/apis/apps/v1/namespaces/default/deployments/web?fieldManager=tests" + parameters,
            """
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":"two","paused":"no","template":
             {"spec":{"containers":[{"name":"web","image":1,"readynessProbe":{}}],"tolerations":[{"ky":"a"}]}}}}
            """, "application/apply-patch+yaml");

        var status = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(
            """
            failed to create typed patch object (/web; apps/v1, Kind=Deployment): errors:
              .spec.replicas: expected numeric (int or float), got string
              .spec.paused: expected boolean, got string
              .spec.template.spec.containers[name="web"].image: expected string, got &value.valueUnstructured{Value:1}
              .spec.template.spec.containers[name="web"].readynessProbe: field not declared in schema
              .spec.template.spec.tolerations[0].ky: field not declared in schema
            """.ReplaceLineEndings("\n"), (string?)status["message"]);
        Assert.Equal((500, null), ((int)status["code"]!, status["reason"]));
        Assert.Empty(simulation.Cluster.AuditEntries());
    }
}
