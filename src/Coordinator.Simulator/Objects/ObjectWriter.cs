using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Apply;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Defaults;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Quotas;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Objects;

/// <summary>
/// Every write of a cluster, for clients and controllers alike: decode, default, allocate, validate, own, store, audit. The
/// caller holds the cluster's lock.
/// </summary>
internal sealed partial class ObjectWriter(Cluster cluster)
{
    private readonly ClusterStore store = cluster.Store;

    /// <summary>Creates an object. Answers it as it is stored, or would be.</summary>
    public StoredObject Create(ApiKind kind, string ns, JsonObject body, WriteOptions options)
    {
        CheckDefined(kind);
        var item = Decode(kind, body, options);
        var metadata = item.Ensure("metadata");
        CheckTarget(kind, ns, metadata);
        CheckNamespace(kind, ns, metadata.Text("name") ?? "");
        if (metadata.Text("name") is null && metadata.Text("generateName") is { } prefix)
            metadata["name"] = prefix + cluster.Suffix();
        if (metadata.Text("resourceVersion") is not null)
            throw new StatusError(500, null, "resourceVersion should not be set on objects to be created");
        metadata.Remove("managedFields");
        return CreateDecoded(kind, ns, item, options, () => Ownership.Update(kind, null, item, WriterOf(kind, options)));
    }

    private StoredObject CreateDecoded(ApiKind kind, string ns, JsonObject item, WriteOptions options, Action own)
    {
        var metadata = Stamp(kind, ns, item);
        var name = metadata.Text("name") ?? "";
        if (kind.HasStatus) item.Remove("status");
        Defaulting.Apply(kind, item);
        own();
        Allocation.Create(kind, item, cluster);
        Check(kind, ns, null, item, options);
        if (store.Find(kind, ns, name) is not null) throw StatusError.AlreadyExists(kind, name);
        LimitRanges.Admit(cluster, kind, item);
        QuotaAdmission.Admit(cluster, kind, ns, item, options.DryRun);
        var created = Commit(kind, item, options);
        if (options is { Audited: true, DryRun: false }) cluster.Audit.Record(options, null, created, cluster.Now);
        return created.As(kind);
    }

    private JsonObject Stamp(ApiKind kind, string ns, JsonObject item)
    {
        var metadata = item.Ensure("metadata");
        if (kind.Namespaced) metadata["namespace"] = ns;
        else metadata.Remove("namespace");
        metadata["uid"] = cluster.NextUid();
        metadata["creationTimestamp"] = cluster.NowText;
        metadata.Remove("deletionTimestamp");
        metadata.Remove("deletionGracePeriodSeconds");
        metadata.Remove("resourceVersion");
        metadata.Remove("selfLink");
        if (kind.HasGeneration) metadata["generation"] = 1;
        return metadata;
    }

    private StoredObject Commit(ApiKind kind, JsonObject item, WriteOptions options)
    {
        Order(item);
        return options.DryRun ? new StoredObject(kind, item, store.Version) : store.Put(kind.Storage, kind.Conversion?.ToStored(item) ?? item);
    }

    /// <summary>Unknown fields go; what is said of them is the client's choice.</summary>
    public static JsonObject Decode(ApiKind kind, JsonObject body, WriteOptions options)
    {
        var unknown = new List<string>();
        Func<string>? patch = options.IsPatch ? () => options.ShownPatch ?? FieldProblem.Show(body) : null;
        var item = Decoder.Canonical(kind, body, unknown, patch);
        if (unknown.Count + options.Duplicates.Count == 0 || options.FieldValidation == "Ignore") return item;
        List<string> said = [.. options.Duplicates.Select(path => $"duplicate field \"{path}\""), .. unknown.Select(path => $"unknown field \"{path}\"")];
        if (options.FieldValidation != "Strict")
        {
            options.Warnings.AddRange(said);
            return item;
        }

        if (patch is not null)
            throw InvalidObject.Of("", "", "", [FieldProblem.Invalid("patch", patch(), "strict decoding error: " + string.Join(", ", said))]);

        throw StatusError.BadRequest($"{kind.Name} in version \"{kind.Version}\" cannot be handled as a {kind.Name}: strict "
            + $"decoding error: {string.Join(", ", said)}");
    }

    /// <summary>A definition on its way out takes no further objects.</summary>
    private void CheckDefined(ApiKind kind)
    {
        if (!kind.Custom || store.Find(KindTable.Definition, "", kind.Resource) is not { IsTerminating: true }) return;
        throw new StatusError(405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating",
            new() { ["group"] = kind.Group, ["kind"] = kind.Plural });
    }

    private void CheckNamespace(ApiKind kind, string ns, string name)
    {
        if (!kind.Namespaced) return;
        var found = store.Find(KindTable.Namespace, "", ns) ?? throw StatusError.NotFound(KindTable.Namespace, ns);
        if (found.IsTerminating) throw StatusError.NamespaceTerminating(kind, name, ns);
    }

    private static void CheckTarget(ApiKind kind, string ns, JsonObject metadata)
    {
        if (!kind.Namespaced || metadata.Text("namespace") is not { } said || said == ns) return;
        throw StatusError.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }

    private Writer WriterOf(ApiKind kind, WriteOptions options) => options.Writer(cluster.NowText, !kind.HasStatus);

    /// <summary>In the order in which people read them: metadata, then spec, then the rest.</summary>
    private static void Order(JsonObject item)
    {
        foreach (var name in (string[])["spec", "status"])
        {
            if (!item.Remove(name, out var value)) continue;
            item[name] = value;
        }
    }
}
