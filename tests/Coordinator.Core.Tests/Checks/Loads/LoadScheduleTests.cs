using Coordinator.Core.Checks.Loads;
using Coordinator.Core.Plans.Specs;
using CsCheck;

namespace Coordinator.Core.Tests.Checks.Loads;

public sealed class LoadScheduleTests
{
    [Fact]
    public void Of_UsersTimesTheirRate_IsTheNumberOfArrivals()
    {
        var schedule = LoadSchedule.Of(new() { Path = "/", Users = 20, RatePerUser = 0.5, Duration = TimeSpan.FromSeconds(30) }, 1);

        Assert.Equal((10, 300), (schedule.PerSecond, schedule.Count));
        Assert.Equal(TimeSpan.Zero, schedule.At(0));
        Assert.Equal(TimeSpan.FromSeconds(0.1), schedule.At(1));
        Assert.Equal(TimeSpan.FromSeconds(29.9), schedule.At(299));
    }

    [Fact]
    public void Of_FasterClock_ShortensTheTimeAndLeavesTheRate()
    {
        var spec = new LoadCheckSpec { Path = "/", Users = 100, RampUp = TimeSpan.FromSeconds(30), Duration = TimeSpan.FromSeconds(300) };

        var schedule = LoadSchedule.Of(spec, 60);

        Assert.Equal((100, TimeSpan.FromSeconds(5.5)), (schedule.PerSecond, schedule.Length));
        Assert.Equal(525, schedule.Count);
    }

    [Fact]
    public void At_RampUp_RisesEvenlyToTheFullRate()
    {
        var schedule = new LoadSchedule(100, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

        Assert.Equal(1500, schedule.Count);
        Assert.Equal(5, schedule.At(125).TotalSeconds, 3);
        Assert.Equal(10, schedule.At(500).TotalSeconds, 3);
        Assert.Equal(10.01, schedule.At(501).TotalSeconds, 3);
    }

    [Fact]
    public void Count_LessThanOneRequestIsDue_IsOne() =>
        Assert.Equal(1, new LoadSchedule(0.001, TimeSpan.Zero, TimeSpan.FromSeconds(1)).Count);

    [Fact]
    public void At_AnySchedule_IsInOrderAndWithinItsLength() =>
        Gen.Select(Gen.Double[0.01, 5000], Gen.Double[0, 60], Gen.Double[0.1, 60]).Sample((rate, ramp, duration) =>
        {
            var schedule = new LoadSchedule(rate, TimeSpan.FromSeconds(ramp), TimeSpan.FromSeconds(duration));
            var last = TimeSpan.Zero;
            for (var index = 0L; index < schedule.Count; index += Math.Max(1, schedule.Count / 50))
            {
                var at = schedule.At(index);
                Assert.InRange(at, last, schedule.Length + TimeSpan.FromMilliseconds(1));
                last = at;
            }
        }, iter: 300);
}
