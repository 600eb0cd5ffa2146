using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.CustomResources;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Controllers;

/// <summary>
/// Serves what CustomResourceDefinitions define: accepts their names, establishes them, and takes their objects away with them.
/// </summary>
internal sealed class DefinitionController(Cluster cluster) : IController
{
    public const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(0.2);

    private static readonly WriteOptions StatusBy = WriteOptions.Internal("kube-apiserver", "status");

    private static readonly WriteOptions By = WriteOptions.Internal("kube-apiserver");

    public string Name => "definition";

    public void Observe(Change change)
    {
        var item = change.After;
        if (item.Kind != KindTable.Definition) return;
        if (change.Kind == ChangeKind.Deleted) Withdraw(item.Name);
        else if ((change.Before is null && cluster.Kinds.Stored(item.Name) is null) || item.IsTerminating
            || (change.Before is not null && Generation(change.Before) != Generation(item)))
            cluster.Loop.Enqueue(new(Name, "", item.Name), cluster.Options.ControllerDelay);
    }

    public void Reconcile(string ns, string name)
    {
        if (cluster.Store.Find(KindTable.Definition, "", name) is not { } item) return;
        if (item.IsTerminating) Empty(item);
        else Serve(item);
    }

    private static long Generation(StoredObject item) => item.Json.Whole("metadata", "generation") ?? 0;

    private void Serve(StoredObject item)
    {
        cluster.Kinds.Put(item.Name, CustomDefinition.Kinds(item.Json));
        Establish(item);
    }

    /// <summary>Says of a definition that its kinds are served.</summary>
    public void Establish(StoredObject item) =>
        cluster.Writer.Modify(KindTable.Definition, "", item.Name, json =>
        {
            var status = json.Ensure("status");
            status["acceptedNames"] = json.At("spec", "names")?.DeepClone();
            Condition(json, "NamesAccepted", "NoConflicts", "no conflicts found");
            Condition(json, "Established", "InitialNamesAccepted", "the initial names have been accepted");
            if (DefinitionRules.IsProtected(json.Text("spec", "group") ?? "")
                && json.Text("metadata", "annotations", DefinitionRules.Approval) is { } approval)
                Condition(json, "KubernetesAPIApprovalPolicyConformant", "ApprovedAnnotation", $"approved in {approval}");
            var stored = status["storedVersions"] as JsonArray ?? [];
            foreach (var version in json.Objects("spec", "versions").Where(version => version.Flag("storage") is true))
            {
                if (!stored.Any(known => known.Text() == version.Text("name"))) stored.Add(version.Text("name"));
            }

            if (stored.Parent is null) status["storedVersions"] = stored;
        }, StatusBy);

    private void Condition(JsonObject json, string type, string reason, string message)
    {
        if (PodFactory.Condition(json, type) is { } known && known.Text("reason") == reason && known.Text("message") == message) return;
        if (json.Ensure("status")["conditions"] is not JsonArray conditions) json.Ensure("status")["conditions"] = conditions = [];
        if (PodFactory.Condition(json, type) is { } old) conditions.Remove(old);
        conditions.Add(new JsonObject
        {
            ["type"] = type,
            ["status"] = "True",
            ["lastTransitionTime"] = cluster.NowText,
            ["reason"] = reason,
            ["message"] = message,
        });
    }

    private void Empty(StoredObject item)
    {
        if (cluster.Kinds.Stored(item.Name) is { } kind)
        {
            foreach (var left in cluster.Store.All(kind).Where(left => !left.IsTerminating).ToList())
                cluster.Writer.Delete(kind, left.Namespace, left.Name, DeleteOptions.Default, By);
            if (cluster.Store.All(kind).Any())
            {
                cluster.Loop.Enqueue(new(Name, "", item.Name), Recheck);
                return;
            }
        }

        cluster.Writer.Modify(KindTable.Definition, "", item.Name, json =>
        {
            var kept = json.Array("metadata", "finalizers")?.Where(known => known.Text() != Cleanup).Select(known => known!.DeepClone()).ToArray() ?? [];
            if (kept.Length == 0) json.Ensure("metadata").Remove("finalizers");
            else json.Ensure("metadata")["finalizers"] = new JsonArray(kept);
        }, By);
    }

    private void Withdraw(string name)
    {
        if (cluster.Kinds.Stored(name) is { } kind)
        {
            cluster.Watches.End(kind);
            cluster.Store.Discard(kind);
        }

        cluster.Kinds.Remove(name);
    }
}
