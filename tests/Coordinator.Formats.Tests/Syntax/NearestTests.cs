using Coordinator.Formats.Syntax;

namespace Coordinator.Formats.Tests.Syntax;

public sealed class NearestTests
{
    private static readonly string[] Known = ["weight", "hold", "maxParallel", "failurePolicy"];

    [Theory]
    [InlineData("wieght", "weight")]
    [InlineData("Hold", "hold")]
    [InlineData("maxparalel", "maxParallel")]
    [InlineData("failure_policy", "failurePolicy")]
    [InlineData("hodl", "hold")]
    [InlineData("replicas", null)]
    [InlineData("", null)]
    public void Of_WrittenWord_FindsWhatWasMeant(string written, string? meant) =>
        Assert.Equal(meant, Nearest.Of(written, Known));

    [Fact]
    public void Hint_WithoutANearWord_NamesTheKnown() =>
        Assert.Equal("; known here: weight, hold, maxParallel, failurePolicy", Nearest.Hint("replicas", Known));
}
