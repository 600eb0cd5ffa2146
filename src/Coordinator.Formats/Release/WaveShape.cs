using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>An ordered group of environments, its gate and its failure policy.</summary>
internal static class WaveShape
{
    private static readonly ObjectShape<ApprovalSpec> Approval = new ObjectShape<ApprovalSpec>(
            "Approval", "Approval by people, bound to the digest of the plan.", new())
        .Optional("required", new IntegerShape(1, 10), x => x.Required, (x, v) => x with { Required = v },
            "Number of distinct subjects.")
        .Optional("role", Texts.Label, x => x.Role, (x, v) => x with { Role = v }, "Role that they need.")
        .Optional("allowSubmitter", BoolShape.Instance, x => x.AllowSubmitter, (x, v) => x with { AllowSubmitter = v },
            "Whether who submitted the release counts.");

    private static readonly ObjectShape<GateSpec> Gate = new ObjectShape<GateSpec>("Gate", "What must hold before a wave starts.",
        new())
        .Optional("approval", Approval, x => x.Approval, (x, v) => x with { Approval = v }, "People who must approve.")
        .Optional("checks", CheckShape.List, x => x.Checks, (x, v) => x with { Checks = v }, "Checks that must pass.");

    private static readonly ObjectShape<FailurePolicySpec> FailurePolicy = new ObjectShape<FailurePolicySpec>(
            "FailurePolicy", "What the release does once more than `maxFailed` environments of the wave failed.", new())
        .Optional("maxFailed", new IntegerShape(0, 10_000), x => x.MaxFailed, (x, v) => x with { MaxFailed = v },
            "Failures that are tolerated.")
        .Optional("then", new EnumShape<FailureAction>(), x => x.Then, (x, v) => x with { Then = v },
            "`stop`: nothing more starts, what is Live stays; `rollback`: the whole release goes back; `continue`.");

    public static readonly ObjectShape<WaveSpec> Shape = new ObjectShape<WaveSpec>("Wave", "An ordered group of environments.",
        new() { Name = "" })
        .Required("name", Texts.Label, x => x.Name, (x, v) => x with { Name = v }, "Name, unique within the release.")
        .Required("clusters", SelectorShape.Shape, x => x.Clusters, (x, v) => x with { Clusters = v },
            "Which clusters; an environment belongs to the first wave that matches it. `{}` takes all that are left.")
        .Optional("maxParallel", new IntegerShape(1, 10_000), x => x.MaxParallel, (x, v) => x with { MaxParallel = v },
            "Environments under way at once.")
        .Optional("bake", DurationShape.Of("0s", "168h"), x => x.Bake, (x, v) => x with { Bake = v },
            "How long a finished switch is watched before the next wave.")
        .Optional("gate", Gate, x => x.Gate, (x, v) => x with { Gate = v }, "What must hold before the wave starts.")
        .Optional("failurePolicy", FailurePolicy, x => x.FailurePolicy, (x, v) => x with { FailurePolicy = v },
            "What the release does when environments of this wave fail.");

    public static readonly ListShape<WaveSpec> List = new(Shape)
    {
        UniqueBy = wave => wave.Name,
        UniqueField = "name",
        MaxItems = 100,
        WhyNotEmpty = "a release without a wave reaches no cluster; write `waves: auto` to have them made",
    };
}
