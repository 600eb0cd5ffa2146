namespace Coordinator.Benchmarks.Detection;

/// <summary>A scenario and what each judge did in it.</summary>
internal sealed record Measured(Scenario Scenario, IReadOnlyList<Outcome> Outcomes)
{
    /// <summary>The outcome of a judge.</summary>
    public Outcome Of(string judge) => Outcomes.First(outcome => outcome.Judge == judge);
}
