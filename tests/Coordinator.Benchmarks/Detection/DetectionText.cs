using System.Globalization;
using System.Text;

namespace Coordinator.Benchmarks.Detection;

/// <summary>A report as Markdown tables.</summary>
internal static class DetectionText
{
    /// <summary>The text.</summary>
    public static string Of(DetectionReport report)
    {
        var text = new StringBuilder();
        var judges = report.Nulls[0].Outcomes.Select(outcome => outcome.Judge).ToList();
        Line(text, $"Seed {report.Seed}, horizon {report.HorizonSeconds} s, baseline {Scenario.Baseline:P1}, tolerance {Scenario.Tolerance:P2} of all requests.");
        Line(text, $"");
        Line(text, $"Regressions (Poisson): median seconds to the decision, share of runs stopped; upper bound of false alarms in the worst shape");
        Head(text, "| regression | environments | requests/s |", judges);
        foreach (var row in report.Regressions)
        {
            var (kind, share) = row.Scenario.NewErrors > Scenario.Baseline ? ("errors", row.Scenario.NewErrors) : ("slow", row.Scenario.NewSlow);
            text.Append(Text($"| {kind} 0.1 → {100 * share:0.#} % | {row.Scenario.Environments} | {row.Scenario.RequestsPerSecond} |"));
            foreach (var outcome in row.Outcomes)
            {
                var bound = DetectionCriteria.WorstBound(report.Nulls, row.Scenario, outcome.Judge);
                text.Append(Text($" {Median(outcome)}, {100 * outcome.Rate:0} %; {bound:0.0000} |"));
            }

            text.AppendLine();
        }

        Line(text, $"");
        Line(text, $"No regression (worse by the tolerance exactly): share of runs stopped within the horizon (upper 95 % bound)");
        Head(text, "| shape | environments | requests/s | runs |", judges);
        foreach (var row in report.Nulls)
        {
            text.Append(Text(
                $"| {row.Scenario.Shape} | {row.Scenario.Environments} | {row.Scenario.RequestsPerSecond} | {row.Outcomes[0].Runs} |"));
            foreach (var outcome in row.Outcomes)
            {
                text.Append(Text($" {outcome.Rate:0.00000} ({outcome.UpperBound:0.00000}) |"));
            }

            text.AppendLine();
        }

        Line(text, $"");
        foreach (var criterion in report.Criteria)
        {
            Line(text, $"- {(criterion is { IsMet: true, SaysNothing: true } ? "met, but says nothing" : criterion.IsMet ? "met" : "NOT MET")}: {criterion.What} ({criterion.Detail})");
        }

        return text.ToString();
    }

    private static void Head(StringBuilder text, string first, IReadOnlyList<string> judges)
    {
        text.Append(first).AppendLine(string.Concat(judges.Select(judge => $" {judge} |")));
        text.Append('|').AppendLine(string.Concat(Enumerable.Repeat(" --- |", first.Count(letter => letter == '|') - 1 + judges.Count)));
    }

    private static string Median(Outcome outcome) => outcome.MedianSeconds is { } seconds ? Text($"{seconds:0} s") : "over 2 h";

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(Text(line));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
