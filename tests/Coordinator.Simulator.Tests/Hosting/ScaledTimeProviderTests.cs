using Coordinator.Simulator.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Coordinator.Simulator.Tests.Hosting;

public sealed class ScaledTimeProviderTests
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Two_clocks_of_one_epoch_agree()
    {
        var wall = new FakeTimeProvider(Epoch);
        wall.Advance(TimeSpan.FromSeconds(7));
        var first = new ScaledTimeProvider(Epoch, 60, wall);
        var second = new ScaledTimeProvider(Epoch, 60, wall);

        Assert.Equal(Epoch.AddMinutes(7), first.GetUtcNow());
        Assert.Equal(first.GetUtcNow(), second.GetUtcNow());
    }

    [Fact]
    public void Elapsed_time_and_timers_are_scaled()
    {
        var wall = new FakeTimeProvider(Epoch);
        var time = new ScaledTimeProvider(Epoch, 60, wall);
        var start = time.GetTimestamp();
        var fired = 0;
        using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        wall.Advance(TimeSpan.FromSeconds(0.9));
        var early = fired;
        wall.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal((0, 1), (early, fired));
        Assert.Equal(TimeSpan.FromMinutes(1), time.GetElapsedTime(start));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e9)]
    [InlineData(double.NaN)]
    public void A_factor_out_of_range_is_refused(double factor) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ScaledTimeProvider(Epoch, factor));
}
