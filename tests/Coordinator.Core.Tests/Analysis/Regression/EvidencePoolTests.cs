using System.Text.Json;
using Coordinator.Core.Analysis.Regression;
using CsCheck;

namespace Coordinator.Core.Tests.Analysis.Regression;

public sealed class EvidencePoolTests
{
    private static readonly Gen<PairedCounts> Counts =
        from old in Gen.Int[1, 500]
        from oldBad in Gen.Int[0, old]
        from fresh in Gen.Int[1, 500]
        from newBad in Gen.Int[0, fresh]
        select new PairedCounts(old, oldBad, fresh, newBad);

    private static readonly Gen<Evidence> Environment = Counts.Array[0, 40].Select(all => all.Aggregate(Evidence.None, (evidence, one) => evidence.Add(one, 0.002)));

    [Fact]
    public void The_order_of_environments_does_not_matter() =>
        Gen.Select(Environment.Array[1, 20], Gen.Int).Sample((environments, seed) =>
        {
            var shuffled = environments.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (left, right) = (EvidencePool.LogEValue(environments), EvidencePool.LogEValue(shuffled));
            return Math.Abs(left - right) <= 1e-9 * (1 + Math.Abs(left));
        });

    [Fact]
    public void Environments_without_evidence_change_nothing() =>
        Environment.Sample(one => EvidencePool.LogEValue([Evidence.None, one, Evidence.None]) == EvidencePool.LogEValue([one]));

    [Fact]
    public void Evidence_survives_being_stored() => Environment.Sample(one =>
    {
        var read = JsonSerializer.Deserialize<Evidence>(JsonSerializer.Serialize(one, CoreJson.Options), CoreJson.Options)!;
        return read.Intervals == one.Intervals && read.Counts == one.Counts && EvidencePool.LogEValue([read]) == EvidencePool.LogEValue([one]);
    });

    [Fact]
    public void Nothing_found_is_an_e_value_of_one()
    {
        Assert.Equal(0, EvidencePool.LogEValue([]), 12);
        Assert.Equal(0, EvidencePool.LogMean([0, 0]), 12);
        Assert.False(EvidencePool.IsRegression(0, 0.001));
    }

    [Fact]
    public void A_small_regression_that_no_environment_shows_is_seen_in_all_of_them_together()
    {
        var one = Enumerable.Repeat(new PairedCounts(25, 0, 25, 1), 10).Aggregate(Evidence.None, (evidence, counts) => evidence.Add(counts, 0.002));
        Assert.False(EvidencePool.IsRegression(EvidencePool.LogEValue([one]), 0.001));
        Assert.True(EvidencePool.IsRegression(EvidencePool.LogEValue(Enumerable.Repeat(one, 6)), 0.001));
    }
}
