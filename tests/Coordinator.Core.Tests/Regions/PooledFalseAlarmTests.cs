using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Regions;
using Coordinator.Core.Views;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Regions;

/// <summary>
/// Simulated releases that are just within the tolerance, over environments that report as they do: when the new colour had bad
/// requests since. The stated rate must hold for what a region decides, and not only for the product of all evidence.
/// </summary>
public sealed class PooledFalseAlarmTests
{
    private const int Releases = 300;
    private const int Environments = 30;
    private const int Intervals = 30;
    private const int Requests = 50;
    private const double Share = 0.004;
    private const double Tolerance = 0.002;
    private const double FalseAlarm = 0.02;
    private const int Seed = 20261126;

    [Fact]
    public void A_region_stops_at_most_the_stated_share_of_good_releases()
    {
        var (suspected, stopped) = (0, 0);
        Parallel.For(0, Releases, release =>
        {
            var (isSuspected, isStopped) = Run(new Random(Seed + release), Share + (Tolerance * (1 - Share)));
            Interlocked.Add(ref suspected, isSuspected ? 1 : 0);
            Interlocked.Add(ref stopped, isStopped ? 1 : 0);
        });
        var most = (FalseAlarm * Releases) + (4 * Math.Sqrt(FalseAlarm * Releases));
        Assert.True(stopped <= most, $"seed {Seed}: {stopped} of {Releases} stopped, {suspected} suspected");

        // Would the region decide by reports alone, the rate would not hold: the test would notice.
        Assert.True(suspected > most, $"seed {Seed}: {suspected} of {Releases} suspected");
    }

    [Fact]
    public void A_bad_release_is_stopped() => Assert.True(Run(new Random(Seed), 0.03).IsStopped);

    private static (bool IsSuspected, bool IsStopped) Run(Random chance, double share)
    {
        var machine = new RegionMachine();
        var keys = Enumerable.Range(0, Environments).Select(index => new EnvironmentKey($"c{index}", "shop", "cart")).ToArray();
        var evidence = keys.Select(_ => new RegressionEvidence { Since = Epoch, Pool = Scope.Region, FalseAlarm = FalseAlarm, Tolerance = Tolerance }).ToArray();
        var state = keys.Aggregate(machine.Initial("r1/eu"), (known, key) => machine.Decide(null, known, new DirectivesReceived(
            Epoch, "r1", Scope.Environment, [new(key, new($"r1/{key.Cluster}", DirectiveKind.Start, "ada", ""))])).State);
        // Each reports when its weight is set, with nothing found yet.
        state = machine.Decide(null, state, new ReportsReceived(Epoch, [.. keys.Select((key, at) => Report(key, 0, evidence[at]))])).State;
        var isSuspected = false;
        for (var look = 0; look < Intervals * Environments; look++)
        {
            var index = look % Environments;
            var counts = new PairedCounts(Requests, Bad(chance, Share), Requests, Bad(chance, share));
            evidence[index] = evidence[index] with
            {
                Metrics = evidence[index].Metrics.SetItem("errors", evidence[index].Metrics.GetValueOrDefault("errors", Evidence.None).Add(counts, Tolerance)),
            };
            if (counts.NewBad == 0)
            {
                continue;
            }

            state = machine.Decide(null, state, new ReportsReceived(Epoch, [Report(keys[index], look + 1, evidence[index])])).State;
            if (RegionMachine.Suspected(state) is null)
            {
                continue;
            }

            isSuspected = true;
            var answers = keys.Select((key, at) => new EnvironmentEvidence(key, evidence[at])).ToImmutableArray();
            state = machine.Decide(null, state, new RegionEvidenceRead(Epoch, answers)).State;
            if (state.Members.Values.Any(member => member.Open.Any(open => open.Kind is DirectiveKind.Regressed)))
            {
                return (true, true);
            }
        }

        return (isSuspected, false);
    }

    private static EnvironmentReport Report(EnvironmentKey key, int revision, RegressionEvidence evidence) => new()
    {
        Key = key,
        Release = "r1",
        Revision = revision,
        Phase = EnvironmentPhase.Shifting,
        TrafficMoved = true,
        Regression = evidence,
    };

    private static int Bad(Random chance, double share) => Enumerable.Range(0, Requests).Count(_ => chance.NextDouble() < share);
}
