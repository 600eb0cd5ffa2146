using Coordinator.Cli;
using Coordinator.Core;
using Coordinator.Core.Checks;
using Coordinator.Core.Reports;

namespace Coordinator.Live;

/// <summary>A report as tables of text.</summary>
internal static class ReportTables
{
    public static void Write(ReleaseReport report, TextWriter writer)
    {
        writer.WriteLine($"{Display.Line(report.Release)}: {ReportText.Of(report.Verdict)}, {report.Phase}, "
            + $"{Display.Line(report.Application)} {Display.Line(report.Version)}");
        writer.WriteLine($"submitted by {Display.Line(report.SubmittedBy)} at {ReportText.Of(report.SubmittedAt)}"
            + (report.EndedAt is { } ended ? $", ended at {ReportText.Of(ended)}" : ", not ended"));
        if (report.Reason is { } reason)
            writer.WriteLine($"reason: {Display.Line(reason)}");
        writer.WriteLine($"environments: {ReportText.Of(report.Phases)}");
        writer.WriteLine($"checks: {ReportText.Of(report.Checks)}");
        Criteria("success criteria", report.Criteria, writer);
        if (report.Regions.Length > 1)
            Regions(report, writer);
        Environments(report, writer);
        Checks(report, writer);
        Metrics(report, writer);
    }

    private static void Criteria(string title, IEnumerable<Criterion> criteria, TextWriter writer)
    {
        var table = new TextTable(title, "measured", "limit", "verdict", "over");
        foreach (var criterion in criteria)
            table.Add(
                ReportText.Of(criterion), ReportText.Value(criterion.Kind, criterion.Measured), ReportText.Limit(criterion),
                ReportText.Of(criterion.Verdict), criterion.Basis);
        Write(table, writer);
    }

    private static void Regions(ReleaseReport report, TextWriter writer)
    {
        var table = new TextTable(["region", "environments", "checks", .. Kinds(report).Select(ReportText.Of), "verdict"]);
        foreach (var region in report.Regions)
            table.Add([region.Name, ReportText.Of(region.Phases), Short(region.Checks), .. Cells(report, region.Criteria)]);
        Write(table, writer);
    }

    private static void Environments(ReleaseReport report, TextWriter writer)
    {
        var table = new TextTable(["environment", "region", "phase", "checks", .. Kinds(report).Select(ReportText.Of), "verdict", "reason"]);
        foreach (var one in report.Environments)
            table.Add([
                one.Key.ToString(), one.Region, one.Phase.ToString(), Short(one.Checks), .. Cells(report, one.Criteria),
                one.IsUnknown ? "does not answer now" : one.Outcome?.Reason,
            ]);
        Write(table, writer);
    }

    private static void Checks(ReleaseReport report, TextWriter writer)
    {
        var table = new TextTable("environment", "stage", "check", "kind", "verdict", "at", "took", "details");
        var any = false;
        foreach (var outcome in report.Environments.Select(one => one.Outcome).OfType<EnvironmentOutcome>())
        {
            any |= outcome.Checks.Length + outcome.NotRun.Length > 0;
            foreach (var check in outcome.Checks)
                table.Add(
                    outcome.Key.ToString(), ReportText.Of(check.Stage), check.Name, check.Kind, ReportText.Of((CheckOutcome?)check.Outcome),
                    ReportText.Of(check.StartedAt), DurationText.Of(check.Took), check.Details);
            foreach (var missing in outcome.NotRun.Select(name => name.Split('/', 2)))
                table.Add(outcome.Key.ToString(), missing[0], missing[1], null, "not run", null, null, null);
        }
        if (any)
            Write(table, writer);
    }

    private static void Metrics(ReleaseReport report, TextWriter writer)
    {
        var table = new TextTable("environment", "metric", "verdict", "last", "worst", "limit", "measurements", "source");
        var any = false;
        foreach (var outcome in report.Environments.Select(one => one.Outcome).OfType<EnvironmentOutcome>())
        {
            foreach (var metric in outcome.Metrics)
            {
                any = true;
                table.Add(
                    outcome.Key.ToString(), metric.Name + (metric.DryRun ? " (dry run)" : ""),
                    ReportText.Of((CheckOutcome?)ReportText.OutcomeOf(metric.Verdict)), ReportText.Value(metric, metric.Last),
                    ReportText.Value(metric, metric.Tally.Worst), ReportText.Limit(metric), ReportText.Measurements(metric), metric.Source);
            }
        }
        if (any)
            Write(table, writer);
        foreach (var outcome in report.Environments.Select(one => one.Outcome).Where(outcome => outcome?.Regression is not null))
            writer.WriteLine($"{outcome!.Key}: new color against old: {Display.Line(outcome.Regression)}");
    }

    /// <summary>What the release as a whole is measured by, in its order.</summary>
    private static IEnumerable<CriterionKind> Kinds(ReleaseReport report) =>
        report.Criteria.Where(criterion => criterion.Check is null).Select(criterion => criterion.Kind);

    /// <summary>The values in the order of the kinds, and the worst verdict.</summary>
    private static IEnumerable<string> Cells(ReleaseReport report, IReadOnlyCollection<Criterion> criteria) =>
    [
        .. Kinds(report).Select(kind =>
            ReportText.Value(kind, criteria.FirstOrDefault(criterion => criterion.Kind == kind)?.Measured)),
        ReportText.Of(SuccessCriteria.Worst(criteria.Select(criterion => criterion.Verdict))),
    ];

    private static string Short(CheckCounts counts) =>
        counts.SuccessRate is null ? ReportText.Nothing : $"{counts.Passed}/{counts.Passed + counts.Failed + counts.Warned}";

    private static void Write(TextTable table, TextWriter writer)
    {
        writer.WriteLine();
        table.WriteTo(writer);
    }
}
