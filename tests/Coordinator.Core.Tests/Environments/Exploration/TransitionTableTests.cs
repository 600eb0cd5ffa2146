using System.Text;
using Coordinator.Core.Environments;

namespace Coordinator.Core.Tests.Environments.Exploration;

/// <summary><c>TRANSITIONS.md</c> tells what the machine does, not what someone once meant it to do.</summary>
public sealed class TransitionTableTests
{
    [Fact]
    public void The_page_of_transitions_is_what_the_exploration_finds()
    {
        var table = new SortedDictionary<(EnvironmentPhase Phase, string Event), SortedSet<EnvironmentPhase>>
        {
            [(EnvironmentPhase.Queued, "StartRequested, aborted before")] = [LateStart()],
        };
        foreach (var (row, phases) in ExplorationTests.Automatic.Value.Table.Concat(ExplorationTests.Manual.Value.Table)
                     .Concat(ExplorationTests.Shared.Value.Table))
        {
            table[row] = [.. table.GetValueOrDefault(row, []), .. phases];
        }

        Repository.Golden(Page(table), "src", "Coordinator.Core", "TRANSITIONS.md");
    }

    private static EnvironmentPhase LateStart() => new EnvironmentScript(Given.Plan()).Abort().Start().State.Phase;

    private static string Page(SortedDictionary<(EnvironmentPhase Phase, string Event), SortedSet<EnvironmentPhase>> table)
    {
        var page = new StringBuilder("""
            # Transitions of an environment

            Generated from an exploration of every reachable state (`UPDATE_GOLDEN=1` with the tests of Coordinator.Core rewrites it).
            An event that is not listed leaves the phase as it is. Where several phases are named, the rest of the state decides:
            whether users were ever moved, what is left to do in the phase, pauses and policies.

            ```mermaid
            stateDiagram-v2
                [*] --> Queued

            """);
        foreach (var (from, to) in table.SelectMany(row => row.Value.Select(to => (From: row.Key.Phase, To: to))).Distinct().Order())
        {
            if (from != to)
            {
                page.Append($"    {from} --> {to}\n");
            }
        }

        page.Append("```\n\n| phase | event | leads to |\n| --- | --- | --- |\n");
        foreach (var ((phase, happened), phases) in table.Where(row => row.Value.Any(to => to != row.Key.Phase)))
        {
            page.Append($"| {phase} | {happened} | {string.Join(", ", phases)} |\n");
        }

        return page.ToString();
    }
}
