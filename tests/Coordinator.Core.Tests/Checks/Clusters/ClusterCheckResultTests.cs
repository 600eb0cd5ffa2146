using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Checks.Loads;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Tests.Checks.Clusters;

/// <summary>What a Job's last line proves. That it never proves more than it says is shown over a cluster as well.</summary>
public sealed class ClusterCheckResultTests
{
    private static readonly CheckSpec Http = new() { Name = "version", Retries = 2, Http = new() { Path = "/version" } };

    private static readonly CheckSpec Load = new()
    {
        Name = "load",
        Load = new() { Path = "/", Users = 10, Duration = TimeSpan.FromMinutes(1), Targets = new() { ErrorRate = 0.01 } },
    };

    private static readonly LoadSummary Figures = new(
        1000, 1000, 16, Milliseconds(2), Milliseconds(9), Milliseconds(20), Milliseconds(90), TimeSpan.Zero, "");

    [Fact]
    public void Write_ThenRead_GivesTheSame()
    {
        var result = new ClusterCheckResult(1, "load", true, "fine", 1, Figures);

        Assert.Equal(result, ClusterCheckResult.Read(result.Write(), out _));
        Assert.DoesNotContain('\n', result.Write());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, true)]
    [InlineData(4, false)]
    [InlineData(0, false)]
    public void Judge_TheAttempts_MustBeSuchAsWereAsked(int attempts, bool passes)
    {
        var judged = new ClusterCheckResult(1, "version", true, "fine", attempts).Judge(Http, succeeded: true);

        Assert.Equal(passes, judged.Passed);
        Assert.InRange(judged.Attempts, 1, 3);
    }

    [Fact]
    public void Judge_AFailure_KeepsItsDetails()
    {
        var judged = new ClusterCheckResult(1, "version", false, "status 500", 3).Judge(Http, succeeded: false);

        Assert.Equal((false, "status 500", 3), (judged.Passed, judged.Details, judged.Attempts));
    }

    [Fact]
    public void Judge_ALoad_IsComparedWithItsTargetsOnceMore()
    {
        var bad = Figures with { Succeeded = 900 };

        Assert.True(new ClusterCheckResult(1, "load", true, "fine", 1, Figures).Judge(Load, succeeded: true).Passed);
        Assert.False(new ClusterCheckResult(1, "load", true, "fine", 1, bad).Judge(Load, succeeded: true).Passed);
        Assert.Contains("error rate 10.00 %, limit 1.00 %", new ClusterCheckResult(1, "load", true, "fine", 1, bad).Judge(Load, succeeded: true).Details);
    }

    [Fact]
    public void Judge_ALoadWithoutSoundFigures_DoesNotPass()
    {
        LoadSummary?[] unsound = [null, Figures with { Succeeded = 1001 }, Figures with { PerSecond = double.NaN }, Figures with { P95 = Milliseconds(100) }];

        Assert.All(unsound, figures =>
        {
            var judged = new ClusterCheckResult(1, "load", true, "fine", 1, figures).Judge(Load, succeeded: true);
            Assert.False(judged.Passed);
            Assert.Null(judged.Load);
        });
    }

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
