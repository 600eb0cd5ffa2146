using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Events;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Controllers;

/// <summary>Rolls Deployments out over ReplicaSets, as the controller of Kubernetes does.</summary>
internal sealed class DeploymentController(Cluster cluster) : IController
{
    private const string Revision = "deployment.kubernetes.io/revision";
    private const string Desired = "deployment.kubernetes.io/desired-replicas";
    private const string Maximum = "deployment.kubernetes.io/max-replicas";
    private const string History = "deployment.kubernetes.io/revision-history";
    private const string HashLabel = "pod-template-hash";
    /// <summary>What the real server writes for the digits 0 to 9 of a hash.</summary>
    private const string HashLetters = "456789bcdf";

    private readonly DeploymentStatus status = new(cluster);

    public string Name => "deployment";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind == KindTable.Deployment) Enqueue(item.Namespace, item.Name);
        else if (item.Kind == KindTable.ReplicaSet && OwnerName(item) is { } owner) Enqueue(item.Namespace, owner);
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Deployment, ns, name) is not { IsTerminating: false } deployment) return;
        Adoption.Adopt(cluster, deployment, KindTable.ReplicaSet);
        var sets = Sets(deployment);
        var current = sets.Find(set => SameTemplate(deployment, set));
        var paused = deployment.Json.Flag("spec", "paused") is true;
        var made = false;
        if (paused || IsScaling(deployment, sets)) Scale(deployment, sets, current);
        else
        {
            made = current is null;
            current = current is null ? CreateSet(deployment, sets) : Annotate(deployment, current, sets);
            if (deployment.Json.Text("spec", "strategy", "type") == "Recreate") Recreate(deployment, current);
            else Roll(deployment, current);
        }

        sets = Sets(deployment);
        current = sets.Find(set => SameTemplate(deployment, set));
        if (current is not null) Clean(deployment, sets, current);
        status.Write(deployment, sets, current, current?.Json.Text("metadata", "annotations", Revision), made);
    }

    private static string? OwnerName(StoredObject set) => set.Json.Objects("metadata", "ownerReferences")
        .FirstOrDefault(reference => reference.Text("kind") == "Deployment").Text("name");

    private void Enqueue(string ns, string name) => cluster.Loop.Enqueue(new(Name, ns, name), cluster.Options.ControllerDelay);

    private List<StoredObject> Sets(StoredObject deployment) =>
    [
        .. cluster.Store.All(KindTable.ReplicaSet, deployment.Namespace).Where(set => set.Owner == deployment.Uid)
            .OrderBy(RevisionOf),
    ];

    private static long RevisionOf(StoredObject set) =>
        long.TryParse(set.Json.Text("metadata", "annotations", Revision), out var revision) ? revision : 0;

    private static bool SameTemplate(StoredObject deployment, StoredObject set)
    {
        var template = set.Json.Object("spec", "template")!.Copy();
        template.Object("metadata", "labels")?.Remove(HashLabel);
        return JsonNode.DeepEquals(template, deployment.Json.At("spec", "template"));
    }

    private static bool IsScaling(StoredObject deployment, List<StoredObject> sets)
    {
        var wanted = (deployment.Json.Whole("spec", "replicas") ?? 1).ToString();
        return sets.Exists(set => RolloutMath.Wanted(set) > 0
            && set.Json.Text("metadata", "annotations", Desired) is { } desired && desired != wanted);
    }

    /// <summary>A changed replica count: the pods of a finished rollout follow at once, those of a running one in proportion.</summary>
    private void Scale(StoredObject deployment, List<StoredObject> sets, StoredObject? current)
    {
        var math = RolloutMath.Of(deployment.Json);
        var active = sets.Where(set => RolloutMath.Wanted(set) > 0).ToList();
        if (active.Count <= 1)
        {
            var only = active.FirstOrDefault() ?? current ?? sets.LastOrDefault();
            if (only is not null) Resize(deployment, only, math.Replicas);
            return;
        }

        var total = active.Sum(RolloutMath.Wanted);
        var allowed = math.Replicas > 0 ? math.Replicas + math.MaxSurge : 0;
        var left = allowed;
        foreach (var set in active.OrderByDescending(RolloutMath.Wanted))
        {
            var share = set == active[^1] ? left : Math.Min(left, (int)Math.Round((double)RolloutMath.Wanted(set) * allowed / total));
            left -= share;
            Resize(deployment, set, share);
        }
    }

    private StoredObject CreateSet(StoredObject deployment, List<StoredObject> sets)
    {
        var template = deployment.Json.Object("spec", "template")!.Copy();
        var hash = Hash(template.ToJsonString());
        template.Ensure("metadata", "labels")[HashLabel] = hash;
        var selector = deployment.Json.Object("spec", "selector")?.Copy() ?? [];
        selector.Ensure("matchLabels")[HashLabel] = hash;
        var spec = new JsonObject
        {
            ["replicas"] = RolloutMath.Of(deployment.Json).NewReplicas(sets.Sum(RolloutMath.Wanted), 0),
            ["selector"] = selector,
        };
        if (deployment.Json.Whole("spec", "minReadySeconds") is { } seconds) spec["minReadySeconds"] = seconds;
        var metadata = new JsonObject
        {
            ["name"] = $"{deployment.Name}-{hash}",
            ["ownerReferences"] = PodFactory.OwnedBy(deployment),
            ["labels"] = template.Object("metadata", "labels")!.Copy(),
            ["annotations"] = Annotations(deployment, sets.Select(RevisionOf).DefaultIfEmpty().Max() + 1),
        };
        spec["template"] = template;
        var made = cluster.Writer.Create(KindTable.ReplicaSet, deployment.Namespace,
            new JsonObject { ["metadata"] = metadata, ["spec"] = spec }, PodFactory.By);
        TellScaled(deployment, made.Name, 0, RolloutMath.Wanted(made));
        return made;
    }

    /// <summary>A template that was used before comes back under a new revision.</summary>
    private StoredObject Annotate(StoredObject deployment, StoredObject current, List<StoredObject> sets)
    {
        var newest = sets.Where(set => set != current).Select(RevisionOf).DefaultIfEmpty().Max();
        var revision = Math.Max(RevisionOf(current), newest + (newest >= RevisionOf(current) ? 1 : 0));
        return cluster.Writer.Modify(KindTable.ReplicaSet, current.Namespace, current.Name, item =>
        {
            if (revision > RevisionOf(current) && RevisionOf(current) > 0)
            {
                var known = item.Text("metadata", "annotations", History);
                item.Ensure("metadata", "annotations")[History] = known is null ? $"{RevisionOf(current)}" : $"{known},{RevisionOf(current)}";
            }

            foreach (var (name, value) in Annotations(deployment, revision).Texts())
                item.Ensure("metadata", "annotations")[name] = value;
            if (deployment.Json.Whole("spec", "minReadySeconds") is { } seconds) item.Ensure("spec")["minReadySeconds"] = seconds;
            else item.Ensure("spec").Remove("minReadySeconds");
        }, PodFactory.By)!;
    }

    private static JsonObject Annotations(StoredObject deployment, long revision)
    {
        var annotations = deployment.Json.Texts("metadata", "annotations");
        foreach (var own in (string[])["kubectl.kubernetes.io/last-applied-configuration", History, Revision, Desired, Maximum])
            annotations.Remove(own);
        var math = RolloutMath.Of(deployment.Json);
        annotations[Desired] = math.Replicas.ToString();
        annotations[Maximum] = (math.Replicas + math.MaxSurge).ToString();
        annotations[Revision] = revision.ToString();
        return annotations.ToJson();
    }

    private void Recreate(StoredObject deployment, StoredObject current)
    {
        var old = Sets(deployment).Where(set => set.Name != current.Name).ToList();
        foreach (var set in old) Resize(deployment, set, 0);
        var busy = old.Exists(set => PodFactory.Owned(cluster, set).Exists(pod => !PodFactory.IsEnded(pod)));
        if (!busy) Resize(deployment, current, RolloutMath.Of(deployment.Json).Replicas);
    }

    private void Roll(StoredObject deployment, StoredObject current)
    {
        var math = RolloutMath.Of(deployment.Json);
        var sets = Sets(deployment);
        var wantedNow = RolloutMath.Wanted(current);
        var next = wantedNow > math.Replicas
            ? math.Replicas : math.NewReplicas(sets.Sum(RolloutMath.Wanted), wantedNow);
        if (next != wantedNow)
        {
            Resize(deployment, current, next);
            return;
        }

        ShrinkOld(deployment, current, sets, math);
    }

    private void ShrinkOld(StoredObject deployment, StoredObject current, List<StoredObject> sets, RolloutMath math)
    {
        var old = sets.Where(set => set.Name != current.Name && RolloutMath.Wanted(set) > 0).ToList();
        var unavailable = RolloutMath.Wanted(current) - RolloutMath.Status(current, "availableReplicas");
        var room = sets.Sum(RolloutMath.Wanted) - math.MinAvailable - unavailable;
        var available = sets.Sum(set => RolloutMath.Status(set, "availableReplicas"));
        var healthy = Math.Max(0, available - math.MinAvailable);
        foreach (var set in old)
        {
            if (room <= 0) return;
            var wanted = RolloutMath.Wanted(set);
            var sick = Math.Min(room, Math.Max(0, wanted - RolloutMath.Status(set, "availableReplicas")));
            var well = Math.Min(Math.Min(room - sick, healthy), wanted - sick);
            if (sick + well == 0) continue;
            room -= sick + well;
            healthy -= well;
            Resize(deployment, set, wanted - sick - well);
        }
    }

    private void TellScaled(StoredObject deployment, string set, int before, int after)
    {
        if (before == after) return;
        cluster.Events.Normal(deployment, EventSource.Deployments, "ScalingReplicaSet",
            $"Scaled {(after > before ? "up" : "down")} replica set {set} from {before} to {after}");
    }

    private void Resize(StoredObject deployment, StoredObject set, int replicas)
    {
        TellScaled(deployment, set.Name, RolloutMath.Wanted(set), replicas);
        var math = RolloutMath.Of(deployment.Json);
        cluster.Writer.Modify(KindTable.ReplicaSet, set.Namespace, set.Name, item =>
        {
            item.Ensure("spec")["replicas"] = replicas;
            var annotations = item.Ensure("metadata", "annotations");
            annotations[Desired] = math.Replicas.ToString();
            annotations[Maximum] = (math.Replicas + math.MaxSurge).ToString();
        }, PodFactory.By);
    }

    private void Clean(StoredObject deployment, List<StoredObject> sets, StoredObject current)
    {
        var limit = deployment.Json.Whole("spec", "revisionHistoryLimit") ?? 10;
        var idle = sets.Where(set => set.Name != current.Name && RolloutMath.Wanted(set) == 0
            && RolloutMath.Status(set, "replicas") == 0).ToList();
        foreach (var set in idle.Take((int)Math.Max(0, idle.Count - limit)))
            cluster.Writer.Delete(KindTable.ReplicaSet, set.Namespace, set.Name, DeleteOptions.Default, PodFactory.By);
    }

    private static string Hash(string text)
    {
        var hash = 2_166_136_261u;
        foreach (var one in Encoding.UTF8.GetBytes(text)) hash = (hash ^ one) * 16_777_619u;
        var letters = new StringBuilder();
        foreach (var digit in hash.ToString(System.Globalization.CultureInfo.InvariantCulture))
            letters.Append(HashLetters[digit - '0']);
        return letters.ToString();
    }
}
