using System.Collections.Immutable;
using Coordinator.Core.Analysis.Regression;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Regions;
using Coordinator.Core.Releases;
using Coordinator.Core.Tests.Releases;
using Coordinator.Core.Views;
using CsCheck;
using static Coordinator.Core.Tests.Given;

namespace Coordinator.Core.Tests.Regions;

/// <summary>What is decided by evidence of several environments depends on neither their order nor on what is told again.</summary>
public sealed class EvidenceOrderTests
{
    private const int Environments = 5;
    private static readonly string[] Clusters = ["a", "b", "c", "d", "e"];

    /// <summary>Rounds of reports; in each some environments have compared further intervals.</summary>
    private static readonly Gen<EnvironmentReport[][]> Rounds =
        from steps in Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4]).Array[Environments].Array[1, 8]
        select Reports(steps);

    [Fact]
    public void A_region_decides_the_same_in_whatever_order_its_environments_report() => Gen.Select(Rounds, Gen.Int).Sample((rounds, seed) =>
        RegionStates(rounds, _ => []).SequenceEqual(RegionStates(Shuffled(rounds, seed), _ => [])));

    [Fact]
    public void A_region_decides_the_same_when_reports_come_again() => Gen.Select(Rounds, Gen.Int).Sample((rounds, seed) =>
        RegionStates(rounds, _ => []).SequenceEqual(RegionStates(rounds, Again(rounds, seed))));

    [Fact]
    public void A_release_decides_the_same_in_whatever_order_its_environments_report() => Gen.Select(Rounds, Gen.Int).Sample((rounds, seed) =>
        ReleaseStates(rounds, _ => []).SequenceEqual(ReleaseStates(Shuffled(rounds, seed), _ => [])));

    [Fact]
    public void A_release_decides_the_same_when_reports_come_again() => Gen.Select(Rounds, Gen.Int).Sample((rounds, seed) =>
        ReleaseStates(rounds, _ => []).SequenceEqual(ReleaseStates(rounds, Again(rounds, seed))));

    /// <summary>Without rounds that find something the tests above would say nothing.</summary>
    [Theory]
    [InlineData(0, false)]
    [InlineData(4, true)]
    public void Such_rounds_find_a_regression_or_none(int bad, bool isFound)
    {
        var rounds = Reports([.. Enumerable.Repeat(Enumerable.Repeat((3, bad), Environments).ToArray(), 8)]);
        Assert.Equal(isFound, RegionStates(rounds, _ => [])[^1].Contains("regression of errors", StringComparison.Ordinal));
        Assert.Equal(isFound, ReleaseStates(rounds, _ => [])[^1].Contains("regression of errors", StringComparison.Ordinal));
    }

    private static List<string> RegionStates(EnvironmentReport[][] rounds, Func<int, IEnumerable<EnvironmentReport>> again)
    {
        var machine = new RegionMachine();
        var state = machine.Initial("r1/eu");
        foreach (var cluster in Clusters)
        {
            state = machine.Decide(null, state, new DirectivesReceived(
                Epoch, "r1", Scope.Environment, [new(KeyOf(cluster), new($"r1/{cluster}", DirectiveKind.Start, "ada", ""))])).State;
        }

        return [.. rounds.Select((reports, round) =>
        {
            foreach (var told in (IEnumerable<EnvironmentReport>[])[reports, again(round)])
            {
                state = machine.Decide(null, state, new ReportsReceived(Epoch, [.. told])).State;
                state = RegionMachine.Suspected(state) is null
                    ? state
                    : machine.Decide(null, state, new RegionEvidenceRead(Epoch, Answers(reports, report => report))).State;
            }

            return CoreJson.Write(state);
        })];
    }

    private static ImmutableArray<EnvironmentEvidence> Answers(EnvironmentReport[] reports, Func<EnvironmentReport, EnvironmentReport> of) =>
        [.. reports.Select(report => new EnvironmentEvidence(report.Key, of(report).Regression!))];

    private static List<string> ReleaseStates(EnvironmentReport[][] rounds, Func<int, IEnumerable<EnvironmentReport>> again)
    {
        var script = new ReleaseScript(ReleaseScript.Waves(Clusters)).Ask();
        return [.. rounds.Select((reports, round) =>
        {
            foreach (var told in (IEnumerable<EnvironmentReport>[])[reports, again(round)])
            {
                script.Apply(new EnvironmentsReported(Epoch, [.. told.Select(OfRelease)]));
                _ = ReleaseMachine.Suspected(script.State) is null ? script : script.Apply(new ReleaseEvidenceRead(Epoch, Answers(reports, OfRelease)));
            }

            return CoreJson.Write(script.State);
        })];
    }

    private static EnvironmentReport OfRelease(EnvironmentReport report) => report with { Regression = report.Regression! with { Pool = Scope.Release } };

    private static EnvironmentReport[][] Shuffled(EnvironmentReport[][] rounds, int seed)
    {
        var chance = new Random(seed);
        return [.. rounds.Select(reports =>
        {
            var shuffled = reports.ToArray();
            chance.Shuffle(shuffled);
            return shuffled;
        })];
    }

    /// <summary>Any reports of this round and of earlier ones.</summary>
    private static Func<int, IEnumerable<EnvironmentReport>> Again(EnvironmentReport[][] rounds, int seed)
    {
        var chance = new Random(seed);
        return round => [.. rounds.Take(round + 1).SelectMany(reports => reports).Where(_ => chance.Next(2) == 0)];
    }

    private static EnvironmentReport[][] Reports((int Intervals, int Bad)[][] rounds)
    {
        var evidence = Clusters.Select(_ => Evidence.None).ToArray();
        return [.. rounds.Select((steps, round) => steps.Select((step, environment) =>
        {
            for (var interval = 0; interval < step.Intervals; interval++)
            {
                evidence[environment] = evidence[environment].Add(new(25, 0, 25, step.Bad), 0.002);
            }

            return new EnvironmentReport
            {
                Key = KeyOf(Clusters[environment]),
                Release = "r1",
                Revision = round + 1,
                Phase = EnvironmentPhase.Shifting,
                TrafficMoved = true,
                Regression = new()
                {
                    Since = Epoch,
                    Pool = Scope.Region,
                    FalseAlarm = 1e-6,
                    Tolerance = 0.002,
                    Metrics = RegressionEvidence.Nothing.SetItem("errors", evidence[environment]),
                },
            };
        }).ToArray())];
    }

    private static EnvironmentKey KeyOf(string cluster) => new(cluster, "shop", "cart");
}
