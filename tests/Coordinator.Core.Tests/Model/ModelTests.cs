using System.Collections.Concurrent;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using CsCheck;

namespace Coordinator.Core.Tests.Model;

public sealed class ModelTests(ITestOutputHelper output)
{
    /// <summary>A failure prints its seed and its story; the same seed and number of moves repeat it move for move.</summary>
    [Fact]
    public void The_invariants_hold_whatever_gets_lost_whoever_acts_and_whatever_breaks()
    {
        var ends = new ConcurrentDictionary<string, int>();
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[20, 400]).Sample(
            (seed, moves) =>
            {
                foreach (var end in Run(seed, moves).Ends)
                {
                    ends.AddOrUpdate(end, 1, (_, count) => count + 1);
                }
            },
            iter: Iterations,
            threads: 2);

        output.WriteLine(string.Join(", ", ends.OrderBy(end => end.Key).Select(end => $"{end.Key} {end.Value}")));
        // A model that never gets anywhere proves nothing.
        foreach (var phase in (EnvironmentPhase[])[EnvironmentPhase.Live, EnvironmentPhase.RolledBack, EnvironmentPhase.Failed, EnvironmentPhase.Blocked])
        {
            Assert.Contains($"{phase}", ends.Keys);
        }

        foreach (var phase in (ReleasePhase[])[ReleasePhase.Succeeded, ReleasePhase.RolledBack, ReleasePhase.Failed, ReleasePhase.Superseded])
        {
            Assert.Contains($"release {phase}", ends.Keys);
        }
    }

    private static World Run(int seed, int moves)
    {
        try
        {
            var world = new World(seed);
            world.Run(moves);
            return world;
        }
        catch (Exception)
        {
            var told = new World(seed, traces: true);
            try
            {
                told.Run(moves);
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"seed {seed}, {moves} moves: {fault.Message}\n{told.Log}", fault);
            }

            throw;
        }
    }

    /// <summary>More on demand: <c>MODEL_RUNS=100000</c>.</summary>
    private static long Iterations =>
        long.TryParse(Environment.GetEnvironmentVariable("MODEL_RUNS"), out var runs) ? runs : 150;
}
