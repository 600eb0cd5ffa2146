using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Quotas;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Counts what a namespace uses of its quotas, when one comes or changes and when something that counts goes or ends.</summary>
internal sealed class QuotaController(Cluster cluster) : IController
{
    private static readonly WriteOptions By = WriteOptions.Internal("kube-controller-manager", "status");

    public string Name => "quota";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.ResourceQuota)
        {
            if (change.Kind != ChangeKind.Deleted && !Same(change.Before, item)) Enqueue(item);
        }
        else if (change.Kind == ChangeKind.Deleted || (item.Kind == KindTable.Pod && Ends(change)))
        {
            foreach (var quota in cluster.Store.All(KindTable.ResourceQuota, item.Namespace)) Enqueue(quota);
        }
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.ResourceQuota, ns, name) is not { IsTerminating: false } quota) return;
        var hard = quota.Json.Texts("spec", "hard");
        var used = hard.ToDictionary(pair => pair.Key, pair => QuotaUse.Of(cluster, ns, pair.Key), StringComparer.Ordinal);
        cluster.Writer.Modify(KindTable.ResourceQuota, ns, name, item =>
        {
            var status = item.Ensure("status");
            status["hard"] = hard.ToJson();
            status["used"] = used.Select(pair => KeyValuePair.Create(pair.Key, Quantity.Text(pair.Value, pair.Key))).ToJson();
        }, By);
    }

    private static bool Same(StoredObject? before, StoredObject after) =>
        before is not null && System.Text.Json.Nodes.JsonNode.DeepEquals(before.Json["spec"], after.Json["spec"]);

    private static bool Ends(Change change) => PodFactory.IsEnded(change.After) && change.Before is { } before && !PodFactory.IsEnded(before);

    private void Enqueue(StoredObject quota) => cluster.Loop.Enqueue(new(Name, quota.Namespace, quota.Name), cluster.Options.ControllerDelay);
}
