using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What is measured where a Release has no <c>analysis</c> section.</summary>
public static class AnalysisDefaults
{
    /// <summary>The analysis as written; else error rate 0.05, p95 100 ms and downtime 60 s every 30 s where pods are annotated
    /// <c>prometheus.io/scrape</c>, else downtime alone, with a warning.</summary>
    public static (AnalysisSpec Analysis, ImmutableArray<string> Warnings) Of(ReleaseSpec spec)
    {
        if (spec.Analysis is { } written)
        {
            return (written, written.Metrics.IsEmpty ? ["analysis has no metrics: nothing would ever be Healthy, holds and bakes end in a pause"] : []);
        }

        var downtime = new MetricSpec { Name = "downtime", Probe = new(), Max = 60 };
        return spec.Manifests.Inline.Any(IsScraped)
            ? (new() { Metrics = [ErrorRate(), Latency(), downtime] }, [])
            : (new() { Metrics = [downtime] },
                ["no analysis section and no pod annotation prometheus.io/scrape: only downtime is measured, errors and latency are not"]);
    }

    private static MetricSpec ErrorRate() => new() { Name = "error-rate", Scrape = new(), ErrorRate = new(), Max = 0.05 };

    private static MetricSpec Latency() => new() { Name = "latency-p95", Scrape = new(), Latency = new(), Max = 0.1 };

    private static bool IsScraped(JsonObject manifest) =>
        manifest.Kind() is "Deployment"
        && manifest.Text("spec", "template", "metadata", "annotations", "prometheus.io/scrape") is "true";
}
