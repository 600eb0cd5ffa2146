using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What the format accepts and this version can't do: refused by the plan, never ignored.</summary>
public static class PlanSupport
{
    /// <summary>One error for each feature used.</summary>
    public static IEnumerable<PlanError> NotSupportedYet(ReleaseSpec spec)
    {
        IEnumerable<(bool IsUsed, string Path, string What)> features =
        [
            (spec.Windows is not null, "spec.windows", "windows and freezes"),
            .. spec.Checks.Preview.SelectMany((check, index) => Check(check, $"spec.checks.preview[{index}]")),
            .. spec.Checks.Validation.SelectMany((check, index) => Check(check, $"spec.checks.validation[{index}]")),
            .. spec.Waves.SelectMany((wave, at) => (wave.Gate?.Checks ?? []).SelectMany((check, index) =>
                Check(check, $"spec.waves[{at}].gate.checks[{index}]"))),
            (!spec.Notifications.IsEmpty, "spec.notifications", "notifications"),
        ];
        return features.Where(feature => feature.IsUsed)
            .Select(feature => new PlanError("not-supported-yet", feature.Path, $"not supported yet: {feature.What}"));
    }

    private static IEnumerable<(bool IsUsed, string Path, string What)> Check(CheckSpec check, string path) =>
    [
        (check.From is CheckOrigin.Cluster, $"{path}.from", "checks from within the cluster"),
    ];
}
