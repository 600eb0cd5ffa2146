using System.Globalization;

namespace Coordinator.Core.Views;

/// <summary>Where the value was read that a reason names.</summary>
internal static class ReasonSource
{
    private const string NewPods = "the new color's pods";

    /// <summary>An end to the reason's sentence, beginning with a comma; empty where the reason names no metric and no check.</summary>
    /// <param name="reason">The reason; null for none.</param>
    /// <param name="view">What the environment measures and checks; null where that is not known.</param>
    public static string Of(string? reason, EnvironmentView? view)
    {
        if (reason is null || view is null)
        {
            return "";
        }

        if (view.CheckSource is { Length: > 0 } asked && (Begins(reason, "check ") || reason.Contains(": check ", StringComparison.Ordinal)))
        {
            return $", found by {asked}";
        }

        if (view.Metrics.FirstOrDefault(metric => IsRegressionOf(reason, metric.Name)) is { Source.Length: > 0 } compared)
        {
            return $", read from {compared.Source.Replace(NewPods, "the pods of both colors", StringComparison.Ordinal)}{Bad(compared)}";
        }

        return view.Metrics.FirstOrDefault(metric => IsValueOf(reason, metric.Name)) is { Source.Length: > 0 } named ? $", read from {named.Source}" : "";
    }

    private static bool IsValueOf(string reason, string metric) =>
        Begins(reason, $"{metric}: ") || reason.Contains($": {metric}: ", StringComparison.Ordinal);

    private static bool IsRegressionOf(string reason, string metric) =>
        reason.Contains($"regression of {metric}: ", StringComparison.Ordinal) || reason.Contains($"regression of {metric} in ", StringComparison.Ordinal);

    private static string Bad(MetricView metric) => metric is { Kind: "latency", Limit: { } limit }
        ? string.Create(CultureInfo.InvariantCulture, $"; bad are those slower than {limit * 1000:0.#} ms")
        : "";

    private static bool Begins(string reason, string with) => reason.StartsWith(with, StringComparison.Ordinal);
}
