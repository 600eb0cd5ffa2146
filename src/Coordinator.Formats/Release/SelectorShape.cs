using Coordinator.Core.Plans.Specs;
using Coordinator.Formats.Fields;

namespace Coordinator.Formats.Release;

/// <summary>Which clusters.</summary>
internal static class SelectorShape
{
    public static readonly ObjectShape<ClusterSelector> Shape = new ObjectShape<ClusterSelector>(
            "ClusterSelector", "Chooses clusters: by name, by labels (all must match), or by both. `{}` chooses all.", new())
        .Optional("matchLabels", new MapShape(Texts.LabelKey, Texts.LabelValue), x => x.MatchLabels,
            (x, v) => x with { MatchLabels = v },
            "Labels that must be equal; `name` and `region` of a cluster count as labels.")
        .Optional("names", new ListShape<string>(Texts.Name)
        {
            WhyNotEmpty = "it chooses no cluster; leave `names` out to choose by labels alone",
            UniqueBy = name => name,
            MaxItems = 10_000,
        },
            x => x.Names, (x, v) => x with { Names = v }, "Names of clusters.");
}
