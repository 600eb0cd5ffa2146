using Coordinator.Core;
using Coordinator.Formats.Syntax;
using CsCheck;

namespace Coordinator.Formats.Tests.Syntax;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("24h", 86_400_000)]
    [InlineData("100ms", 100)]
    [InlineData("1h30m", 5_400_000)]
    [InlineData("1h1m1s1ms", 3_661_001)]
    [InlineData("0s", 0)]
    [InlineData("90m", 5_400_000)]
    public void TryParse_Duration_GivesItsLength(string text, long milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5 m")]
    [InlineData("5m ")]
    [InlineData("5m\n")]
    [InlineData("1m1h")]
    [InlineData("1s1s")]
    [InlineData("1.5h")]
    [InlineData("-5m")]
    [InlineData("1d")]
    [InlineData("٥m")]
    [InlineData("9999999999h")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Write_AnyDuration_ReadsBackAsTheSame() =>
        Gen.Long[0, 100L * 365 * 24 * 3_600_000].Sample(milliseconds =>
            Durations.TryParse(DurationText.Of(TimeSpan.FromMilliseconds(milliseconds)), out var duration)
            && duration == TimeSpan.FromMilliseconds(milliseconds));
}
