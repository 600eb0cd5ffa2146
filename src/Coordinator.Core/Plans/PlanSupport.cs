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
            (!spec.Preflight.Evidence.IsEmpty, "spec.preflight.evidence", "evidence"),
            (!spec.Prepare.IsEmpty, "spec.prepare", "prepare Jobs"),
            (spec.BlueGreen.Router.Kind is not RouterKind.Service, "spec.strategy.blueGreen.router.kind", $"router {spec.BlueGreen.Router.Kind}"),
            (!spec.Checks.Preview.IsEmpty, "spec.checks.preview", "preview checks"),
            (!spec.Checks.Validation.IsEmpty, "spec.checks.validation", "validation checks"),
            (!spec.Notifications.IsEmpty, "spec.notifications", "notifications"),
            .. spec.Waves.Select((wave, index) => (
                wave.Gate is { Checks.IsEmpty: false }, $"spec.waves[{index}].gate.checks", "checks at a gate")),
        ];
        return features.Where(feature => feature.IsUsed)
            .Select(feature => new PlanError("not-supported-yet", feature.Path, $"not supported yet: {feature.What}"));
    }
}
