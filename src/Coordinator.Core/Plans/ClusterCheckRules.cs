using Coordinator.Core.Checks.Clusters;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What checks <c>from: cluster</c> need: the coordinator's image, and to fit into what a Job can be told.</summary>
internal static class ClusterCheckRules
{
    /// <summary>Why they can't be run.</summary>
    public static IEnumerable<PlanError> Check(ReleaseSpec spec, PlannerOptions options)
    {
        foreach (var (check, path) in All(spec).Where(one => one.Check.From is CheckOrigin.Cluster))
        {
            if (options.CheckImage is null)
            {
                yield return new("no-check-image", $"{path}.from",
                    "a check `from: cluster` is a Job of the coordinator's own image, whose name the server does not know: set Checks:Image");
            }

            if (ClusterCheckOrder.LengthOf(check) > ClusterCheckOrder.MaximumCheck)
            {
                yield return new("check-too-large", path,
                    $"a check `from: cluster` takes at most {ClusterCheckOrder.MaximumCheck >> 10} KiB as JSON: shorten its body, its headers or what it expects");
            }
        }
    }

    /// <summary>The image, where one of the checks needs it.</summary>
    public static string? ImageOf(IEnumerable<CheckSpec> checks, PlannerOptions options) =>
        checks.Any(check => check.From is CheckOrigin.Cluster) ? options.CheckImage : null;

    private static IEnumerable<(CheckSpec Check, string Path)> All(ReleaseSpec spec) =>
    [
        .. spec.Checks.Preview.Select((check, index) => (check, $"spec.checks.preview[{index}]")),
        .. spec.Checks.Validation.Select((check, index) => (check, $"spec.checks.validation[{index}]")),
        .. spec.Waves.SelectMany((wave, at) => (wave.Gate?.Checks ?? []).Select((check, index) => (check, $"spec.waves[{at}].gate.checks[{index}]"))),
    ];
}
