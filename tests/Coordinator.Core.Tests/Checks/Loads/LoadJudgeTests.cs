using Coordinator.Core.Checks.Loads;

namespace Coordinator.Core.Tests.Checks.Loads;

public sealed class LoadJudgeTests
{
    private static readonly LoadSummary Found = new(
        1000, 990, 95.5, Milliseconds(2), Milliseconds(100), Milliseconds(250.4), Milliseconds(900), TimeSpan.Zero, "status 500 10×");

    [Fact]
    public void Missed_ExactlyOnTheTargets_IsNothing() => Assert.Null(LoadJudge.Missed(
        new() { P95 = Milliseconds(100), P99 = Milliseconds(250.4), ErrorRate = 0.01, Availability = 0.99, MinRate = 95.5 }, Found));

    [Fact]
    public void Missed_EveryTarget_NamesEachWithItsLimit() => Assert.Equal(
        "p95 100 ms, limit 99 ms; p99 250.4 ms, limit 200 ms; error rate 1.00 %, limit 0.90 %; "
        + "availability 99.000 %, at least 99.900 % wanted; 95.5 successful requests per second, at least 96 wanted",
        LoadJudge.Missed(
            new() { P95 = Milliseconds(99), P99 = Milliseconds(200), ErrorRate = 0.009, Availability = 0.999, MinRate = 96 }, Found));

    [Fact]
    public void Missed_NoTargets_NeedsOneSuccessAllTheSame()
    {
        Assert.Null(LoadJudge.Missed(new(), Found));
        Assert.Equal("not one request succeeded", LoadJudge.Missed(new(), Found with { Succeeded = 0 }));
    }

    [Fact]
    public void Missed_MostFailed_IsMissedUnlessATargetSaysHowManyMay()
    {
        var times = new Core.Plans.Specs.LoadTargets { P95 = Milliseconds(100), P99 = Milliseconds(300) };
        Assert.Null(LoadJudge.Missed(times, Found with { Succeeded = 500 }));
        Assert.Equal("only 499 of 1000 requests succeeded", LoadJudge.Missed(times, Found with { Succeeded = 499 }));
        Assert.Null(LoadJudge.Missed(times with { ErrorRate = 0.6 }, Found with { Succeeded = 499 }));
        Assert.Null(LoadJudge.Missed(times with { Availability = 0.4 }, Found with { Succeeded = 499 }));
    }

    [Fact]
    public void Describe_Always_TellsAllFiguresAndWhatFailed() => Assert.Equal(
        "1000 requests, 10 failed (status 500 10×), 95.5 successful per second, p50 2 ms, p95 100 ms, p99 250.4 ms, longest 900 ms",
        LoadJudge.Describe(Found));

    [Fact]
    public void Describe_TheCoordinatorWasLate_SaysSo() => Assert.EndsWith(
        "; the coordinator itself sent up to 25 ms late (p99)", LoadJudge.Describe(Found with { Late = Milliseconds(25) }));

    [Theory]
    [InlineData(25, false)]
    [InlineData(25.1, true)]
    public void IsOwnFault_ATimeIsMissed_ByMoreThanAQuarterOfTheTimeWanted(double late, bool expected) => Assert.Equal(
        expected, LoadJudge.IsOwnFault(new() { P95 = Milliseconds(100), P99 = Milliseconds(200) }, Found with { Late = Milliseconds(late) }));

    [Theory]
    [InlineData(100, false)]
    [InlineData(101, true)]
    public void IsOwnFault_TheRateIsMissed_WithoutATimeFromAHundredMilliseconds(double late, bool expected) =>
        Assert.Equal(expected, LoadJudge.IsOwnFault(new() { MinRate = 96 }, Found with { Late = Milliseconds(late) }));

    [Fact]
    public void IsOwnFault_NothingIsMissedOrAnErrorIs_IsNot()
    {
        var late = Found with { Late = Milliseconds(500) };
        Assert.False(LoadJudge.IsOwnFault(new() { P95 = Milliseconds(100) }, late));
        Assert.False(LoadJudge.IsOwnFault(new() { P95 = Milliseconds(99), ErrorRate = 0.009 }, late));
        Assert.False(LoadJudge.IsOwnFault(new() { P95 = Milliseconds(99), Availability = 0.999 }, late));
        Assert.False(LoadJudge.IsOwnFault(new() { P95 = Milliseconds(99) }, late with { Succeeded = 0 }));
    }

    private static TimeSpan Milliseconds(double value) => TimeSpan.FromMilliseconds(value);
}
