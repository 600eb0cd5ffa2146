using Coordinator.Simulator.Tables;

namespace Coordinator.Simulator.Tests.Tables;

public sealed class AgesTests
{
    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(200, "3m20s")]
    [InlineData(600, "10m")]
    [InlineData(3 * 3_600, "3h")]
    [InlineData((5 * 3_600) + 720, "5h12m")]
    [InlineData(9 * 3_600, "9h")]
    [InlineData(49 * 3_600, "2d1h")]
    [InlineData(9 * 86_400, "9d")]
    [InlineData(800 * 86_400L, "2y70d")]
    public void Of_ADuration_SaysItAsPeopleDo(long seconds, string text) => Assert.Equal(text, Ages.Of(TimeSpan.FromSeconds(seconds)));
}
