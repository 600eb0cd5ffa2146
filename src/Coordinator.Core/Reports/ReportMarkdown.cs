using System.Text;
using Coordinator.Core.Checks;

namespace Coordinator.Core.Reports;

/// <summary>A report as Markdown, for a ticket, a chat or an archive.</summary>
public static class ReportMarkdown
{
    private const string Marked = "\\`*[]<>|~#";

    /// <summary>The whole report. What clusters and people wrote is shown as it is, never as markup.</summary>
    public static string Of(ReleaseReport report)
    {
        var text = new StringBuilder();
        Head(text, report);
        Criteria(text, report.Criteria);
        if (report.Regions.Length > 1)
        {
            text.Append("\n## Regions\n");
            foreach (var region in report.Regions)
            {
                text.Append($"\n### {Plain(region.Name)}\n\n{ReportText.Of(region.Phases)}. Checks: {ReportText.Of(region.Checks)}.\n\n");
                Criteria(text, region.Criteria);
            }
        }

        text.Append("\n## Environments\n");
        foreach (var environment in report.Environments)
        {
            Environment(text, environment);
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, ReleaseReport report)
    {
        text.Append($"# {Plain(report.Release)}: {ReportText.Of(report.Verdict)}\n\n");
        text.Append($"{Plain(report.Application)} {Plain(report.Version)} is {report.Phase}. ");
        text.Append($"Submitted by {Plain(report.SubmittedBy)} at {ReportText.Of(report.SubmittedAt)}");
        text.Append(report.EndedAt is { } ended ? $", ended at {ReportText.Of(ended)}.\n\n" : ", not ended.\n\n");
        if (report.Reason is { } reason)
        {
            text.Append($"Reason: {Plain(reason)}.\n\n");
        }

        text.Append($"Environments: {ReportText.Of(report.Phases)}. Checks: {ReportText.Of(report.Checks)}.\n\n## Success criteria\n\n");
    }

    private static void Criteria(StringBuilder text, IEnumerable<Criterion> criteria)
    {
        Row(text, "criterion", "measured", "limit", "verdict", "over");
        Row(text, "---", "---", "---", "---", "---");
        foreach (var criterion in criteria)
        {
            Row(
                text, Plain(ReportText.Of(criterion)), ReportText.Value(criterion.Kind, criterion.Measured), ReportText.Limit(criterion),
                ReportText.Of(criterion.Verdict), criterion.Basis);
        }
    }

    private static void Environment(StringBuilder text, ReportedEnvironment environment)
    {
        text.Append($"\n### {Plain(environment.Key.ToString())}\n\n");
        text.Append($"{environment.Phase}, wave {Plain(environment.Wave)}, region {Plain(environment.Region)}.");
        if (environment.Outcome is not { } outcome)
        {
            text.Append(environment.IsUnknown ? " It does not answer now: the report is incomplete.\n" : " It was not started.\n");
            return;
        }

        text.Append(outcome.Reason is { } reason ? $" Reason: {Plain(reason)}.\n\n" : "\n\n");
        Criteria(text, environment.Criteria);
        if (outcome.Checks.Length + outcome.NotRun.Length > 0)
        {
            text.Append('\n');
            Checks(text, outcome);
        }

        if (!outcome.Metrics.IsEmpty)
        {
            text.Append('\n');
            Metrics(text, outcome);
        }

        text.Append(outcome.Regression is { } regression ? $"\nNew color against old: {Plain(regression)}.\n" : "");
    }

    private static void Checks(StringBuilder text, EnvironmentOutcome outcome)
    {
        Row(text, "check", "stage", "kind", "verdict", "at", "took", "attempts", "details");
        Row(text, "---", "---", "---", "---", "---", "---", "---", "---");
        foreach (var check in outcome.Checks)
        {
            Row(
                text, Plain(check.Name), ReportText.Of(check.Stage), check.Kind, ReportText.Of((CheckOutcome?)check.Outcome),
                ReportText.Of(check.StartedAt), DurationText.Of(check.Took), $"{check.Attempts}", Plain(check.Details));
        }

        foreach (var name in outcome.NotRun)
        {
            var (stage, check) = (name[..name.IndexOf('/', StringComparison.Ordinal)], name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            Row(text, Plain(check), stage, "", "not run", "", "", "", "");
        }
    }

    private static void Metrics(StringBuilder text, EnvironmentOutcome outcome)
    {
        Row(text, "metric", "verdict", "last", "worst", "limit", "measurements", "source");
        Row(text, "---", "---", "---", "---", "---", "---", "---");
        foreach (var metric in outcome.Metrics)
        {
            Row(
                text, Plain(metric.Name) + (metric.DryRun ? " (dry run)" : ""), ReportText.Of((CheckOutcome?)ReportText.OutcomeOf(metric.Verdict)),
                ReportText.Value(metric, metric.Last), ReportText.Value(metric, metric.Tally.Worst), ReportText.Limit(metric),
                ReportText.Measurements(metric), Plain(metric.Source));
        }
    }

    private static void Row(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        text.Append('|');
        foreach (var cell in cells)
        {
            text.Append(' ').Append(cell).Append(" |");
        }

        text.Append('\n');
    }

    private static string Plain(string from)
    {
        var text = new StringBuilder(from.Length);
        foreach (var character in from)
        {
            text.Append(Marked.Contains(character, StringComparison.Ordinal) ? "\\" : "").Append(char.IsControl(character) ? ' ' : character);
        }

        return text.ToString().Trim();
    }
}
