using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Workloads;

public sealed class BudgetTests
{
    private const string Budgets = "poddisruptionbudgets";

    [Fact]
    public async Task Each_colour_gets_a_disruption_budget_of_its_own()
    {
        await using var bench = await StartAsync();
        await bench.InstallAsync(change: WithBudget);
        await bench.PreviewAsync(change: WithBudget);

        foreach (var color in (string[])["blue", "green"])
        {
            var budget = await bench.GetAsync(Budgets, $"svgx-engine-{color}");
            Assert.Equal(["app=svgx-engine", $"version={color}"],
                budget.Texts("spec", "selector", "matchLabels").Select(pair => $"{pair.Key}={pair.Value}"));
            Assert.Equal(3, budget.Whole("spec", "minAvailable"));
        }
    }

    [Fact]
    public async Task A_budget_over_both_colours_that_stands_from_before_keeps_the_uncoloured_pods()
    {
        await using var bench = await StartAsync();
        await bench.SendAsync(HttpMethod.Post, $"/apis/policy/v1/namespaces/{Namespace}/{Budgets}", Budget().ToJsonString());

        await bench.InstallAsync(change: WithBudget);
        await bench.PreviewAsync(change: WithBudget);

        var narrowed = (await bench.GetAsync(Budgets, "svgx-engine")).At("spec", "selector");
        Assert.True(LabelSelectors.Matches(narrowed, new Dictionary<string, string> { ["app"] = "svgx-engine" }));
        Assert.False(LabelSelectors.Matches(
            narrowed, new Dictionary<string, string> { ["app"] = "svgx-engine", ["version"] = Color.Blue.Label() }));
        Assert.Single(narrowed.Objects("matchExpressions"));
    }

    private static void WithBudget(JsonArray manifests) => manifests.Add((JsonNode)Budget());

    private static JsonObject Budget() => new()
    {
        ["apiVersion"] = "policy/v1",
        ["kind"] = "PodDisruptionBudget",
        ["metadata"] = new JsonObject { ["name"] = "svgx-engine" },
        ["spec"] = new JsonObject
        {
            ["minAvailable"] = 3,
            ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = "svgx-engine" } },
        },
    };
}
