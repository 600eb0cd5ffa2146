using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Objects that no controller owns and that an owner's selector chooses become its own, as after an orphaning delete.</summary>
internal static class Adoption
{
    public static void Adopt(Cluster cluster, StoredObject owner, ApiKind kind)
    {
        var selector = Selector.Of(owner.Json.Object("spec", "selector"));
        if (owner.IsTerminating || selector.IsEverything) return;
        var orphans = cluster.Store.All(kind, owner.Namespace)
            .Where(item => item.Owner is null && !item.IsTerminating && !PodFactory.IsEnded(item) && selector.Matches(item.Labels)).ToList();
        foreach (var orphan in orphans)
        {
            cluster.Writer.Modify(kind, orphan.Namespace, orphan.Name,
                item => item.Ensure("metadata")["ownerReferences"] = PodFactory.OwnedBy(owner), PodFactory.By);
        }
    }
}
