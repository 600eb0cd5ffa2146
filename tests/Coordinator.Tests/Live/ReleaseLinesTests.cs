using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Live;

namespace Coordinator.Tests.Live;

public sealed class ReleaseLinesTests
{
    private readonly ReleaseLines lines = new();

    [Fact]
    public void Changes_AtFirst_TellsEverything() => Assert.Equal(
        [
            "2026-03-01T12:00:00Z shop-2.4.0 Progressing",
            "2026-03-01T12:00:00Z eu-west-1 Shifting 100 % Healthy errors 0.4 % p95 42 ms",
        ],
        lines.Changes(Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting, 100, Verdict.Healthy), TestClock.Start));

    [Fact]
    public void Changes_MeasurementsAlone_MakeNoLine()
    {
        var detail = Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting, 100, Verdict.Healthy);
        _ = lines.Changes(detail, TestClock.Start);

        var other = detail with { Environments = [Samples.View(detail.Environments[0].Report, 0.001, 0.05)] };

        Assert.Empty(lines.Changes(other, TestClock.Start));
    }

    [Fact]
    public void Changes_AtTheEnd_TellsTheReleaseLast()
    {
        _ = lines.Changes(Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Baking, 100, Verdict.Healthy), TestClock.Start);

        var end = lines.Changes(Samples.Single(ReleasePhase.Succeeded, EnvironmentPhase.Live, 100, Verdict.Healthy), TestClock.Start).ToList();

        Assert.Equal("2026-03-01T12:00:00Z shop-2.4.0 Succeeded", end[^1]);
        Assert.Equal(2, end.Count);
    }

    [Fact]
    public void Changes_OfATrouble_SayWhy()
    {
        var detail = Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Baking, 100);
        _ = lines.Changes(detail, TestClock.Start);
        var report = detail.Environments[0].Report with { UnreachableSince = TestClock.Start };

        Assert.Equal(
            ["2026-03-01T12:00:00Z eu-west-1 Baking 100 % NoData (unreachable since 2026-03-01T12:00:00Z)"],
            lines.Changes(detail with { Environments = [Samples.View(report)] }, TestClock.Start));
    }
}
