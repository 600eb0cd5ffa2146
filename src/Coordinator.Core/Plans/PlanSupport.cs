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
            (!spec.Notifications.IsEmpty, "spec.notifications", "notifications"),
        ];
        return features.Where(feature => feature.IsUsed)
            .Select(feature => new PlanError("not-supported-yet", feature.Path, $"not supported yet: {feature.What}"));
    }
}
