using Coordinator.Core.Environments;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>What a check asks, in words.</summary>
internal static class CheckWords
{
    /// <summary>Who or what answers it.</summary>
    public static string SourceOf(CheckSpec check, CheckStage stage) => check switch
    {
        { Http: { Url: { } url } http } => $"{http.Method} {url}{Origin(check)}",
        { Http: { } http } => $"{http.Method} {http.Path} of {TargetOf(stage)}{Origin(check)}",
        { Load: { } load } => $"a load on {load.Path} of {TargetOf(stage)}{Origin(check)}",
        { Prometheus: { } prometheus } => $"Prometheus at {prometheus.Url}",
        { Object: { } one } => $"the cluster's {one.Kind} {one.Name}",
        { Job: not null } => "a Job in its cluster",
        _ => "",
    };

    private static string Origin(CheckSpec check) => check.From switch
    {
        CheckOrigin.Coordinator => "",
        CheckOrigin.Cluster => ", by a Job in its cluster",
    };

    private static string TargetOf(CheckStage stage) => stage switch
    {
        CheckStage.Preview => "the new color",
        CheckStage.Validation or CheckStage.Gate => "what users reach",
    };
}
