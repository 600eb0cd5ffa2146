using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>When and how far to go back.</summary>
internal static class RollbackShape
{
    public static readonly ObjectShape<RollbackSpec> Shape = new ObjectShape<RollbackSpec>("Rollback",
        "When and how far to go back.", new())
        .Optional("automatic", BoolShape.Instance, x => x.Automatic, (x, v) => x with { Automatic = v },
            "Whether Unhealthy rolls back by itself; otherwise it pauses.")
        .Optional("afterSuccess", new EnumShape<AfterSuccess>(), x => x.AfterSuccess, (x, v) => x with { AfterSuccess = v },
            "What Unhealthy means while Live, until keepPrevious is over.")
        .Optional("scope", new EnumShape<Scope>(), x => x.Scope, (x, v) => x with { Scope = v },
            "What goes back when one environment is Unhealthy.")
        .Optional("cooldown", DurationShape.Of("0s", "720h"), x => x.Cooldown, (x, v) => x with { Cooldown = v },
            "For this long after a rollback the same version does not start in that environment again.");
}
