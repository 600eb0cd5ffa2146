using Coordinator.Core.Analysis;
using Coordinator.Core.Environments;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Coordinator.Live;

/// <summary>A release as a table: a line on the whole, a row an environment by wave, and what needs attention below.</summary>
internal static class ReleaseTable
{
    /// <summary>Most rows. Above it each wave shows those under way and in trouble first and counts the rest.</summary>
    public const int MaxRows = 200;

    /// <summary>Most lines on trouble.</summary>
    public const int MaxNotes = 20;

    /// <summary>Columns from which on there is room for the region, the old colour and how far a hold is.</summary>
    public const int WideFrom = 104;

    private static readonly Style Dim = new(decoration: Decoration.Dim);

    /// <summary>The table. Holds no clock of its own: render it again to move the elapsed time.</summary>
    /// <param name="detail">The release.</param>
    /// <param name="now">Instant that elapsed time is counted to; an ended release has its own.</param>
    public static IRenderable Render(ReleaseDetail detail, DateTimeOffset now)
    {
        var waves = MemberRow.ByWave(detail).ToList();
        return new FittingRenderable(width =>
            new Rows([Header(detail.Release, Latest(now, waves)), Table(waves, width >= WideFrom), .. Notes(detail.Release, waves)]));
    }

    private static Paragraph Header(ReleaseView release, DateTimeOffset now)
    {
        var line = new Paragraph()
            .Append(Display.Line(release.Name), new Style(decoration: Decoration.Bold))
            .Append($"  {Display.Line(release.Application)} {Display.Line(release.Version)}  ")
            .Append(release.Phase.ToString(), StyleOf(release.Phase))
            .Append($"  {Display.Span((release.EndedAt ?? now) - release.SubmittedAt)}");
        if (!release.Counts.IsEmpty)
            line.Append("  " + string.Join(", ", release.Counts.Select(count => $"{count.Value} {count.Key}")), Dim);
        if (release.Waiting is { Length: > 0 } waiting)
            line.Append($"\nwaits: {Display.Line(waiting)}", new Style(Spectre.Console.Color.Yellow));
        return line;
    }

    /// <summary>Now, or the newest instant in the release: in a demo the server's clock runs ahead of the caller's.</summary>
    private static DateTimeOffset Latest(
        DateTimeOffset now, IEnumerable<(WaveView Wave, IReadOnlyList<MemberRow> Rows)> waves) =>
        waves.SelectMany(wave => wave.Rows).Select(row => row.Report?.Since ?? now).Append(now).Max();

    private static Table Table(IReadOnlyList<(WaveView Wave, IReadOnlyList<MemberRow> Rows)> waves, bool isWide)
    {
        var table = new Table { Border = TableBorder.Simple };
        string[] names = ["Wave", .. isWide ? new[] { "Region" } : [], "Cluster", "Phase", "Color", "Weight", "Errors", "p95", "Verdict"];
        foreach (var name in names)
        {
            var column = new TableColumn(new Text(name)).NoWrap().PadLeft(0).PadRight(isWide ? 1 : 0);
            table.AddColumn(name is "Weight" or "Errors" or "p95" ? column.RightAligned() : column);
        }
        var total = waves.Sum(wave => wave.Rows.Count);
        foreach (var (wave, rows) in waves)
        {
            var shown = total <= MaxRows ? rows : Selected(rows, Math.Max(1, MaxRows * rows.Count / total));
            for (var i = 0; i < shown.Count; i++)
                AddRow(table, i == 0 ? Display.Line(wave.Name) : "", shown[i], isWide);
            if (shown.Count < rows.Count)
                table.AddRow([new Text(""), .. isWide ? new[] { new Text("") } : [], new Text($"{rows.Count - shown.Count} more", Dim)]);
        }
        return table;
    }

    /// <summary>Those that people look for, in their order.</summary>
    private static List<MemberRow> Selected(IReadOnlyList<MemberRow> rows, int most) =>
    [
        .. rows.Index()
            .OrderBy(row => row.Item.Trouble is not null ? 0 : row.Item.Phase.IsForward() ? 1 : 2)
            .ThenBy(row => row.Index)
            .Take(most)
            .OrderBy(row => row.Index)
            .Select(row => row.Item),
    ];

    private static void AddRow(Table table, string wave, MemberRow row, bool isWide) => table.AddRow(
    [
        new Text(wave),
        .. isWide ? new[] { new Text(Display.Line(row.Member.Region)) } : [],
        new Text(Display.Line(row.Cluster)),
        new Text(isWide ? row.PhaseText : row.ShortPhase, StyleOf(row)),
        ColorsOf(row.Report, isWide),
        new Text(row.WeightPercent is { } weight ? Display.Percent(weight) : Display.Nothing),
        new Text(Display.ErrorRate(row.ErrorRate), StyleOf(row.ErrorRate?.Verdict)),
        new Text(Display.Latency(row.Latency), StyleOf(row.Latency?.Verdict)),
        new Text(row.Verdict?.ToString() ?? Display.Nothing, StyleOf(row.Verdict)),
    ]);

    private static IEnumerable<IRenderable> Notes(
        ReleaseView release, IReadOnlyList<(WaveView Wave, IReadOnlyList<MemberRow> Rows)> waves)
    {
        if (release.Back is { } back)
            yield return Note("release", $"goes back by {Display.Line(back.By)}: {Display.Line(back.Reason)}", Spectre.Console.Color.Red);
        if (release.Stop is { } stop)
            yield return Note("release", $"stopped by {Display.Line(stop.By)}: {Display.Line(stop.Reason)}", Spectre.Console.Color.Red);
        foreach (var (wave, _) in waves.Where(each => each.Wave.ApprovalsWanted > each.Wave.Approvals.Length))
            yield return Note(
                $"wave {wave.Name}", $"{wave.Approvals.Length} of {wave.ApprovalsWanted} approvals", Spectre.Console.Color.Yellow);
        var troubled = waves.SelectMany(wave => wave.Rows).Where(row => row.Trouble is not null).ToList();
        foreach (var row in troubled.Take(MaxNotes))
            yield return Note(row.Cluster, row.Trouble!, row.Report!.Pause is null ? Spectre.Console.Color.Red : Spectre.Console.Color.Yellow);
        if (troubled.Count > MaxNotes)
            yield return new Text($"… and {troubled.Count - MaxNotes} more");
    }

    private static Paragraph Note(string who, string what, Spectre.Console.Color color) =>
        new Paragraph().Append($"{Display.Line(who)}: ", new Style(decoration: Decoration.Bold)).Append(what, new Style(color));

    private static Paragraph ColorsOf(EnvironmentReport? report, bool isWide)
    {
        var text = new Paragraph();
        if (report?.Active is { } active && (isWide || report.Preview is null))
            text.Append(Display.Word(active) + (report.Preview is null ? "" : " "), StyleOf(active));
        if (report?.Preview is { } preview)
            text.Append("→ ").Append(Display.Word(preview), StyleOf(preview));
        return report is { Active: null, Preview: null } or null ? text.Append(Display.Nothing) : text;
    }

    private static Style StyleOf(Core.Environments.Colors.Color color) => color switch
    {
        Core.Environments.Colors.Color.Blue => new(Spectre.Console.Color.DodgerBlue1),
        Core.Environments.Colors.Color.Green => new(Spectre.Console.Color.Green3),
    };

    private static Style StyleOf(Verdict? verdict) => verdict switch
    {
        Verdict.Healthy => new(Spectre.Console.Color.Green),
        Verdict.Unhealthy => new(Spectre.Console.Color.Red, decoration: Decoration.Bold),
        Verdict.Inconclusive => new(Spectre.Console.Color.Yellow),
        Verdict.NoData or null => Dim,
    };

    private static Style StyleOf(ReleasePhase phase) => phase switch
    {
        ReleasePhase.Planned or ReleasePhase.Queued => Dim,
        ReleasePhase.AwaitingApproval or ReleasePhase.Superseded => new(Spectre.Console.Color.Yellow),
        ReleasePhase.Progressing => new(Spectre.Console.Color.Aqua),
        ReleasePhase.Succeeded => new(Spectre.Console.Color.Green, decoration: Decoration.Bold),
        ReleasePhase.RollingBack or ReleasePhase.RolledBack or ReleasePhase.Failed =>
            new(Spectre.Console.Color.Red, decoration: Decoration.Bold),
    };

    private static Style StyleOf(MemberRow row) => row switch
    {
        _ when Display.Over(row.Report) is not null => new(Spectre.Console.Color.Yellow),
        { Phase: EnvironmentPhase.Live } => new(Spectre.Console.Color.Green),
        { Phase: EnvironmentPhase.RollingBack or EnvironmentPhase.RolledBack or EnvironmentPhase.Failed or EnvironmentPhase.Blocked } =>
            new(Spectre.Console.Color.Red),
        { Phase: EnvironmentPhase.Queued or EnvironmentPhase.Skipped } => Dim,
        _ => new(Spectre.Console.Color.Aqua),
    };
}
