namespace Coordinator.Demo;

/// <summary>What the demo shows.</summary>
/// <param name="Clusters">Simulated clusters, 1 to 6.</param>
/// <param name="Scenario"><c>good</c>, <c>bad</c>, <c>flaky</c> or <c>all</c>.</param>
/// <param name="IsFast">Whether the clock runs 60 times as fast as the wall's.</param>
/// <param name="IsHeadless">Whether lines take the place of the live table.</param>
/// <param name="Crashes">Whether the server is killed in the middle of each release.</param>
/// <param name="IsJson">Whether the summary goes to standard output as JSON, and nothing else does.</param>
internal sealed record DemoOptions(int Clusters, string Scenario, bool IsFast, bool IsHeadless, bool Crashes, bool IsJson)
{
    /// <summary>The scenarios in their order.</summary>
    public IReadOnlyList<string> Scenarios => Scenario is "all" ? ["good", "bad"] : [Scenario];
}
