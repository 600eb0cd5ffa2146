using Coordinator.Core.Checks.Loads;
using Coordinator.Core.Environments;

namespace Coordinator.Core.Checks;

/// <summary>What became of a check.</summary>
/// <param name="Stage">When it ran.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is: <c>http</c>, <c>job</c>, <c>load</c>, <c>prometheus</c> or <c>object</c>.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Details">What was found against what was expected; at most <see cref="MaximumDetails"/> characters.</param>
/// <param name="StartedAt">When the first attempt began.</param>
/// <param name="Took">From the first attempt to the last one's end, pauses included.</param>
/// <param name="Attempts">Attempts made; at least 1.</param>
/// <param name="Load">Figures of the last attempt of a load; null with other kinds, and where it did not come to its end.</param>
public sealed record CheckResult(
    CheckStage Stage, string Name, string Kind, CheckOutcome Outcome, string Details, DateTimeOffset StartedAt, TimeSpan Took,
    int Attempts, LoadSummary? Load = null)
{
    /// <summary>Length that details are cut to, so that the results of all checks of a release fit into a state.</summary>
    public const int MaximumDetails = 500;

    /// <summary>Text cut to that length.</summary>
    public static string Bounded(string details) =>
        details.Length <= MaximumDetails ? details : details[..(MaximumDetails - 1)] + "…";
}
