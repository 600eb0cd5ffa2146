using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Objects;

internal sealed partial class ObjectWriter
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";
    private const string JobWarning = "child pods are preserved by default when jobs are deleted; set "
        + "propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    /// <summary>
    /// Deletes an object, or marks it when it has a grace period or finalizers. Answers its last state; the flag tells whether
    /// it is gone.
    /// </summary>
    public (StoredObject Item, bool Gone) Delete(ApiKind kind, string ns, string name, DeleteOptions delete, WriteOptions options)
    {
        var current = store.Find(kind, ns, name) ?? throw StatusError.NotFound(kind, name);
        if (kind == KindTable.Namespace && name is "default" or "kube-system" or "kube-public")
            throw StatusError.Forbidden(kind, name, "this namespace may not be deleted");
        CheckPreconditions(kind, current, delete);
        if (kind == KindTable.Job && delete.Propagation is null && options.Audited) options.Warnings.Add(JobWarning);
        var grace = Grace(kind, current, delete);
        var item = current.Json.Copy();
        var finalizers = Finalizers(kind, item, delete);
        var lingers = grace > 0 || finalizers.Count > 0 || kind == KindTable.Namespace;
        if (current.IsTerminating && lingers && grace >= (current.Json.Whole("metadata", "deletionGracePeriodSeconds") ?? 0))
            return (current, false);

        Mark(kind, item, grace, finalizers);
        if (options.DryRun) return lingers ? (new(kind, item, current.Version), false) : (current, true);
        var marked = lingers || kind == KindTable.Pod ? store.Put(kind, item) : null;
        if (options.Audited) cluster.Audit.Record(options with { Verb = "delete" }, current, marked, cluster.Now);
        if (lingers) return (marked!, false);
        return (store.Remove(marked ?? current), true);
    }

    /// <summary>Whether nothing holds a marked object any more.</summary>
    private static bool Ends(ApiKind kind, JsonObject item) => item.Array("metadata", "finalizers") is not { Count: > 0 }
        && kind != KindTable.Namespace && (kind != KindTable.Pod || item.Whole("metadata", "deletionGracePeriodSeconds") is not > 0);

    /// <summary>A pod's containers have ended, or a namespace is empty: the object goes.</summary>
    public void Finish(ApiKind kind, string ns, string name)
    {
        if (store.Find(kind, ns, name) is { } item && item.Json.Array("metadata", "finalizers") is not { Count: > 0 }) store.Remove(item);
    }

    private static void CheckPreconditions(ApiKind kind, StoredObject current, DeleteOptions delete)
    {
        if (delete.Uid is { } uid && uid != current.Uid)
        {
            throw StatusError.Precondition(kind, current.Name, $"the UID in the precondition ({uid}) does not match the UID in "
                + $"record ({current.Uid}). The object might have been deleted and then recreated");
        }

        var version = current.Json.Text("metadata", "resourceVersion");
        if (delete.Version is { } wanted && wanted != version)
        {
            throw StatusError.Precondition(kind, current.Name, $"the ResourceVersion in the precondition ({wanted}) does not "
                + $"match the ResourceVersion in record ({version}). The object might have been modified");
        }
    }

    private static long Grace(ApiKind kind, StoredObject current, DeleteOptions delete)
    {
        if (kind != KindTable.Pod) return 0;
        var ended = current.Json.Text("status", "phase") is "Succeeded" or "Failed";
        if (ended || current.Json.Text("spec", "nodeName") is null) return 0;
        return Math.Max(0, delete.GraceSeconds ?? current.Json.Whole("spec", "terminationGracePeriodSeconds") ?? 30);
    }

    private static JsonArray Finalizers(ApiKind kind, JsonObject item, DeleteOptions delete)
    {
        var finalizers = item.Array("metadata", "finalizers")?.Copy() ?? [];
        var wanted = delete.Propagation switch
        {
            "Orphan" => Orphan,
            "Foreground" => Foreground,
            null when kind == KindTable.Job => Orphan,
            _ => null,
        };
        if (kind == KindTable.Definition && !finalizers.Any(known => known.Text() == Controllers.DefinitionController.Cleanup))
            finalizers.Add(Controllers.DefinitionController.Cleanup);
        if (wanted is not null && !finalizers.Any(known => known.Text() == wanted)) finalizers.Add(wanted);
        return finalizers;
    }

    /// <summary>A definition tells at once that its resources will go.</summary>
    private void Terminate(JsonObject definition)
    {
        if (definition.Ensure("status")["conditions"] is not JsonArray conditions) definition["status"]!["conditions"] = conditions = [];
        if (conditions.Any(condition => condition.Text("type") == "Terminating")) return;
        conditions.Add(new JsonObject
        {
            ["type"] = "Terminating",
            ["status"] = "True",
            ["lastTransitionTime"] = cluster.NowText,
            ["reason"] = "InstanceDeletionPending",
            ["message"] = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        });
    }

    private void Mark(ApiKind kind, JsonObject item, long grace, JsonArray finalizers)
    {
        var metadata = item.Ensure("metadata");
        metadata["deletionTimestamp"] = cluster.Text(cluster.Now.AddSeconds(grace));
        if (kind == KindTable.Namespace) item.Ensure("status")["phase"] = "Terminating";
        else if (kind == KindTable.Definition) Terminate(item);
        else metadata["deletionGracePeriodSeconds"] = grace;
        if (finalizers.Count > 0) metadata["finalizers"] = finalizers;
        if (kind.HasGeneration && kind != KindTable.Definition) metadata["generation"] = (item.Whole("metadata", "generation") ?? 0) + 1;
    }
}
