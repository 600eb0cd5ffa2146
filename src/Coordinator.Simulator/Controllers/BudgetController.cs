using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Counts for each PodDisruptionBudget how many of its pods may be evicted now.</summary>
internal sealed class BudgetController(Cluster cluster) : IController
{
    private static readonly WriteOptions By = WriteOptions.Internal("kube-controller-manager", "status");

    public string Name => "disruption";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.Budget && change.Kind != ChangeKind.Deleted) Enqueue(item);
        else if (item.Kind == KindTable.Pod)
        {
            foreach (var budget in cluster.Store.All(KindTable.Budget, item.Namespace))
            {
                if (Matches(budget, item)) Enqueue(budget);
            }
        }
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Budget, ns, name) is not { } budget) return;
        var pods = cluster.Store.All(KindTable.Pod, ns).Where(pod => Matches(budget, pod) && !PodFactory.IsEnded(pod)).ToList();
        var expected = Expected(ns, pods);
        var healthy = pods.Count(pod => PodFactory.IsReady(pod) && !pod.IsTerminating);
        var spec = budget.Json.Object("spec");
        var desired = spec?["maxUnavailable"] is { } away
            ? Math.Max(0, expected - Share(away, expected)) : Share(spec?["minAvailable"], expected);
        var allowed = expected == 0 ? 0 : Math.Max(0, healthy - desired);
        cluster.Writer.Modify(KindTable.Budget, ns, name, item =>
        {
            var status = item.Ensure("status");
            status["observedGeneration"] = item.Whole("metadata", "generation") ?? 1;
            status["disruptionsAllowed"] = allowed;
            status["currentHealthy"] = healthy;
            status["desiredHealthy"] = desired;
            status["expectedPods"] = expected;
            Condition(item, allowed > 0);
        }, By);
    }

    private static bool Matches(StoredObject budget, StoredObject pod) =>
        budget.Json.Object("spec", "selector") is { } selector && Selector.Of(selector).Matches(pod.Labels);

    private void Enqueue(StoredObject budget) =>
        cluster.Loop.Enqueue(new(Name, budget.Namespace, budget.Name), cluster.Options.ControllerDelay);

    /// <summary>The replicas that the owners of the pods want; a pod without an owner counts as itself.</summary>
    private int Expected(string ns, List<StoredObject> pods)
    {
        var sets = pods.Select(pod => pod.Owner).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var owned = new[] { KindTable.ReplicaSet, KindTable.StatefulSet }.SelectMany(kind => cluster.Store.All(kind, ns))
            .Where(set => sets.Contains(set.Uid)).ToList();
        return (int)owned.Sum(set => set.Json.Whole("spec", "replicas") ?? 1)
            + pods.Count(pod => pod.Owner is not { } owner || !owned.Exists(set => set.Uid == owner));
    }

    /// <summary>A number, or a share of the expected pods, rounded up.</summary>
    private static int Share(JsonNode? value, int expected) => value.Whole() is { } whole ? (int)whole
        : value.Text() is { } text && int.TryParse(text.TrimEnd('%'), out var percent) ? (int)Math.Ceiling(expected * percent / 100.0) : 0;

    private void Condition(JsonObject item, bool allowed)
    {
        var state = allowed ? "True" : "False";
        var known = PodFactory.Condition(item, "DisruptionAllowed");
        item.Ensure("status")["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "DisruptionAllowed",
            ["status"] = state,
            ["observedGeneration"] = item.Whole("metadata", "generation") ?? 1,
            ["lastTransitionTime"] = known.Text("status") == state ? known.Text("lastTransitionTime") : cluster.NowText,
            ["reason"] = allowed ? "SufficientPods" : "InsufficientPods",
            ["message"] = "",
        });
    }
}
