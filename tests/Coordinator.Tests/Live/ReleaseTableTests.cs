using System.Collections.Immutable;
using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Live;
using Spectre.Console;

namespace Coordinator.Tests.Live;

public sealed class ReleaseTableTests
{
    [Fact]
    public void Render_UnderWay_IsAsExpected()
    {
        var canary = Samples.Report("eu-west-1", EnvironmentPhase.Live, 100, Verdict.Healthy);
        var shifting = Samples.Report("eu-west-2", EnvironmentPhase.Shifting, 50, Verdict.Inconclusive);
        var waiting = Samples.Report("us-east-1", EnvironmentPhase.Queued) with { Active = null, Preview = null };
        var detail = Samples.Detail(
            ReleasePhase.Progressing,
            [
                Samples.Wave("canary", ("eu-west", canary)),
                Samples.Wave("europe", ("eu-west", shifting)) with
                {
                    ApprovalsWanted = 2,
                    Approvals = [new("europe", "berta", TestClock.Start, "ok")],
                },
                Samples.Wave("world", ("us-east", waiting)),
            ],
            Samples.View(canary, 0.0012, 0.0421),
            Samples.View(shifting, 0.02, 0.25) with { Held = TimeSpan.FromSeconds(130), HoldWanted = TimeSpan.FromMinutes(5) });

        var waits = detail with { Release = detail.Release with { Waiting = "environments of wave europe" } };
        Check("under-way", waits);
        Check("under-way-narrow", waits, 80);
    }

    [Fact]
    public void Render_InTrouble_SaysWhy()
    {
        var paused = Samples.Report("a-1", EnvironmentPhase.Shifting, 10) with
        {
            Pause = new(PauseKind.Person, "anna", "looking at the logs", TestClock.Start),
        };
        var blocked = Samples.Report("a-2", EnvironmentPhase.Blocked) with { Reason = "traffic-split: route and selector disagree" };
        var away = Samples.Report("b-1", EnvironmentPhase.Baking, 100, Verdict.NoData) with { UnreachableSince = TestClock.Start };
        var back = Samples.Report("b-2", EnvironmentPhase.RollingBack, 0, Verdict.Unhealthy) with
        {
            Back = new("coordinator", "error rate 0.31 > 0.05", TestClock.Start, null, true),
            Because = "error rate 0.31 > 0.05",
        };
        var detail = Samples.Detail(
            ReleasePhase.RollingBack,
            [Samples.Wave("all", ("a", paused), ("a", blocked), ("b", away), ("b", back))],
            Samples.View(paused), Samples.View(blocked), Samples.View(away), Samples.View(back, 0.31, 0.09));

        Check("in-trouble", detail with
        {
            Release = detail.Release with { Back = new("coordinator", "b-2 is Unhealthy", TestClock.Start) },
        });
    }

    [Fact]
    public void Render_BeforeAnyReport_IsAsExpected()
    {
        var members = new[] { "eu-west-1", "eu-west-2" }
            .Select(cluster => new MemberView(Samples.Key(cluster), "eu-west", EnvironmentPhase.Queued, null)).ToImmutableArray();
        var detail = Samples.Detail(ReleasePhase.Planned, [new WaveView("all", 1, 0, [], members)]);

        Check("planned", detail);
    }

    [Fact]
    public void Render_ManyEnvironments_ShowsThoseThatMatterAndCountsTheRest()
    {
        var reports = Enumerable.Range(0, 1000)
            .Select(i => Samples.Report($"c-{i:0000}", i == 700 ? EnvironmentPhase.Blocked : EnvironmentPhase.Queued)).ToList();
        var detail = Samples.Detail(ReleasePhase.Progressing, [Samples.Wave("all", [.. reports.Select(report => ("r", report))])]);

        var text = Rendered(detail, 110);

        Assert.Contains("c-0700", text, StringComparison.Ordinal);
        Assert.Contains("800 more", text, StringComparison.Ordinal);
        Assert.Equal(1 + ReleaseTable.MaxRows, text.Split('\n').Count(line => line.Contains("Queued", StringComparison.Ordinal)
            || line.Contains("Blocked", StringComparison.Ordinal)));
    }

    [Fact]
    public void Render_TextFromOutside_CannotDriveTheTerminal()
    {
        var report = Samples.Report("c", EnvironmentPhase.Blocked) with { Reason = "\e[2J\nfake [red]markup[/]" };

        var text = Rendered(Samples.Detail(ReleasePhase.Progressing, [Samples.Wave("all", ("r", report))]), 110);

        Assert.DoesNotContain('\e', text);
        Assert.Contains("fake [red]markup[/]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_ServersClockAhead_CountsToTheNewestReport()
    {
        var ahead = TimeSpan.FromDays(20_000);
        var report = Samples.Report("c", EnvironmentPhase.Baking) with { Since = TestClock.Start + ahead };
        var detail = Samples.Detail(ReleasePhase.Progressing, [Samples.Wave("all", ("r", report))]);

        var text = Rendered(detail with { Release = detail.Release with { SubmittedAt = report.Since - TimeSpan.FromMinutes(5) } }, 110);

        Assert.Contains("Progressing  5m00s", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_OnATerminal_HasColors()
    {
        var writer = new StringWriter();
        var terminal = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.Yes, ColorSystem = ColorSystemSupport.Standard, Out = new AnsiConsoleOutput(writer),
        });

        terminal.Write(ReleaseTable.Render(Samples.Single(ReleasePhase.Progressing, EnvironmentPhase.Shifting, 100, Verdict.Healthy), TestClock.Start));

        Assert.Contains('\e', writer.ToString());
    }

    private static void Check(string name, ReleaseDetail detail, int width = 110)
    {
        var text = Rendered(detail, width);
        Assert.DoesNotContain('\e', text);
        Golden.Check(Golden.File("tables", name + ".txt"), text);
    }

    private static string Rendered(ReleaseDetail detail, int width)
    {
        var writer = new StringWriter();
        var plain = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(writer),
        });
        plain.Profile.Width = width;
        plain.Write(ReleaseTable.Render(detail, TestClock.Start));
        return string.Join('\n', writer.ToString().Split('\n').Select(line => line.TrimEnd()));
    }
}
