using System.Text.Json.Nodes;
using Coordinator.Simulator.Access;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Apply;
using Coordinator.Simulator.Defaults;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Schemas;
using Coordinator.Simulator.Store;
using Coordinator.Simulator.Validation;

namespace Coordinator.Simulator.Objects;

internal sealed partial class ObjectWriter
{
    /// <summary>Replaces an object by what <paramref name="change"/> makes of it. A stale resourceVersion in it is a conflict.</summary>
    public StoredObject Update(ApiKind kind, string ns, string name, Func<JsonObject, JsonObject> change, WriteOptions options)
    {
        var current = store.Find(kind, ns, name)?.As(kind) ?? throw StatusError.NotFound(kind, name);
        var body = change(current.Json);
        if (options.IsPatch) CheckPatched(kind, body, options);
        var item = Decode(kind, body, options);
        if (options.IsPatch && body.Text("metadata", "name") is not { Length: > 0 })
            throw StatusError.NoName(name);
        // Decoding drops empty lists; this one says that nobody owns anything any more.
        if (body.Array("metadata", "managedFields") is { Count: 0 }) item.Ensure("metadata")["managedFields"] = new JsonArray(new JsonObject());
        CheckIdentity(kind, current, item, options);
        Carry(kind, current, item, options);
        Defaulting.Apply(kind, item);
        // What the server then gives or takes of its own accord is nobody's.
        Ownership.Update(kind, current.Json, item, WriterOf(kind, options));
        Allocation.Update(kind, current.Json, item, cluster);
        Check(kind, ns, current.Json, item, options);
        return Replace(kind, current, item, options);
    }

    /// <summary>Server-side apply: creates or joins. The flag tells whether it created.</summary>
    public (StoredObject Item, bool Created) Apply(ApiKind kind, string ns, string name, JsonObject body, WriteOptions options)
    {
        if (body.Text("apiVersion") == kind.ApiVersion && body.Text("kind") == kind.Name) AppliedTypes.Check(kind, body);
        // Ownership is of what was written, empty or not in the server's own form as it may be.
        var config = body.Copy();
        CheckApplied(kind, ns, name, config, body);
        var current = store.Find(kind, ns, name)?.As(kind);
        if (current is null) return (CreateApplied(kind, ns, name, config, options), true);
        var version = config.Text("metadata", "resourceVersion");
        if (version is not null && version != current.Json.Text("metadata", "resourceVersion")) throw StatusError.Conflict(kind, name);
        var item = Ownership.Apply(kind, current.Json, config, WriterOf(kind, options), options.Force);
        item = Converted(kind, item, config);
        LastApplied.Sync(item, config, WriterOf(kind, options));
        CheckIdentity(kind, current, item, options);
        var managed = item.At("metadata", "managedFields")?.DeepClone();
        Carry(kind, current, item, options);
        Defaulting.Apply(kind, item);
        Allocation.Update(kind, current.Json, item, cluster);
        Check(kind, ns, current.Json, item, options);
        item.Ensure("metadata")["managedFields"] = managed;
        return (Replace(kind, current, item, options), false);
    }

    private StoredObject CreateApplied(ApiKind kind, string ns, string name, JsonObject config, WriteOptions options)
    {
        if (config.Text("metadata", "name") is not { Length: > 0 }) throw StatusError.NoName(name);
        CheckNamespace(kind, ns, name);
        if (config.Text("metadata", "uid") is { } uid)
        {
            throw StatusError.ConflictOver(kind, name,
                $"uid mismatch: the provided object specified uid {uid}, and no existing object was found");
        }

        config.Ensure("metadata")["name"] = name;
        var owned = Ownership.Apply(kind, null, config, WriterOf(kind, options), options.Force);
        var fields = owned.At("metadata", "managedFields")?.DeepClone();
        owned = Converted(kind, owned, config);
        return CreateDecoded(kind, ns, owned, options, () => owned.Ensure("metadata")["managedFields"] = fields);
    }

    /// <summary>What was applied in the server's own form.</summary>
    private static JsonObject Converted(ApiKind kind, JsonObject item, JsonObject config)
    {
        try
        {
            return Decoder.Canonical(kind, item, []);
        }
        catch (StatusError defect) when (defect.Code == 400 && !kind.Custom)
        {
            var type = $"{kind.Group}/{kind.Version}, Kind={kind.Name}";
            var why = defect.Message.Split(": ", 2)[^1];
            if (why.StartsWith("illegal base64", StringComparison.Ordinal)) why = "error decoding from json: " + why;
            throw new StatusError(500, null, $"failed to convert new object ({config.Text("metadata", "namespace")}/{config.Text("metadata", "name")}; {type}) "
                + $"to proper version: unable to convert unstructured object to {type}: {why}");
        }
    }

    /// <summary>A controller's write: no precondition, no decoding. Nothing happens when the object is gone.</summary>
    public StoredObject? Modify(ApiKind kind, string ns, string name, Action<JsonObject> change, WriteOptions options)
    {
        if (store.Find(kind, ns, name) is not { } current) return null;
        var item = current.Json.Copy();
        change(item);
        Ownership.Update(kind, current.Json, item, WriterOf(kind, options));
        return Replace(kind, current, item, options);
    }

    private StoredObject Replace(ApiKind kind, StoredObject current, JsonObject item, WriteOptions options)
    {
        var metadata = item.Ensure("metadata");
        // Of a Deployment the generation counts changes of its annotations as well.
        var counted = SpecChanged(kind, current.Json, item) || (kind == KindTable.Deployment && options.Subresource != "status"
            && !JsonNode.DeepEquals(current.Json.At("metadata", "annotations"), metadata["annotations"]));
        // A binding sets the node, which is no change of what is wanted.
        if (kind.HasGeneration && counted && options.Subresource is not "binding")
            metadata["generation"] = (current.Json.Whole("metadata", "generation") ?? 0) + 1;
        if (IsSame(current.Json, item)) return current;
        if (options.DryRun) return new StoredObject(kind, item, current.Version);
        if (current.IsTerminating && Ends(kind, item))
        {
            // The last finalizer goes with the object: nothing is written any more.
            if (options.Audited) cluster.Audit.Record(options, current, current, cluster.Now);
            store.Remove(store.Find(kind, current.Namespace, current.Name)!);
            return new StoredObject(kind, item, current.Version);
        }

        var stored = Commit(kind, item, options);
        if (options.Audited) cluster.Audit.Record(options, current, stored, cluster.Now);
        return stored.As(kind);
    }

    /// <summary>A patch may not make another kind of an object.</summary>
    private static void CheckPatched(ApiKind kind, JsonObject body, WriteOptions options)
    {
        var (version, said) = (body.Text("apiVersion"), body.Text("kind"));
        if (version is not null && said is not null && (version != kind.ApiVersion || said != kind.Name))
        {
            throw InvalidObject.Of("", "", "", [FieldProblem.Invalid("patch", options.ShownPatch ?? FieldProblem.Show(body),
                $"no kind \"{said}\" is registered for version \"{version}\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"")]);
        }
    }

    private static void CheckIdentity(ApiKind kind, StoredObject current, JsonObject item, WriteOptions options)
    {
        var metadata = item.Ensure("metadata");
        if (metadata.Text("name") is { } name && name != current.Name)
            throw StatusError.BadRequest($"the name of the object ({name}) does not match the name on the URL ({current.Name})");
        CheckTarget(kind, current.Namespace, metadata);
        if (metadata.Text("uid") is { } uid && uid != current.Uid)
        {
            if (!options.IsPatch && options.Verb != "apply")
            {
                throw StatusError.Precondition(kind, current.Name, $"the UID in the precondition ({uid}) does not match the UID "
                    + $"in record ({current.Uid}). The object might have been deleted and then recreated");
            }

            var problem = FieldProblem.Invalid("metadata.uid", uid, "field is immutable");
            throw InvalidObject.Of(kind, current.Name, [problem, problem]);
        }

        var version = metadata.Text("resourceVersion");
        if (version is null && kind.NeedsVersion && options.Verb == "update")
        {
            // Worded by the resource, as no other refusal of this kind is.
            throw InvalidObject.Of(kind.Group, kind.Plural, current.Name,
                [FieldProblem.InvalidRaw("metadata.resourceVersion", "0", "must be specified for an update")]);
        }

        if (version is not null && version != current.Json.Text("metadata", "resourceVersion"))
            throw StatusError.Conflict(kind, current.Name);
    }

    /// <summary>What is applied is of the kind, and says no other name or namespace than the path does.</summary>
    public static void CheckApplied(ApiKind kind, string ns, string name, JsonObject config, JsonObject body)
    {
        if (config.Text("apiVersion") != kind.ApiVersion || config.Text("kind") != kind.Name)
        {
            var version = config.Text("apiVersion") ?? "";
            throw StatusError.BadRequest($"invalid object type: {(version.Contains('/') ? "" : "/")}{version}, Kind={config.Text("kind")}");
        }

        var metadata = config.Ensure("metadata");
        if (metadata.Text("name") is { } said && said != name)
            throw StatusError.BadRequest($"the name of the object ({said}) does not match the name on the URL ({name})");
        CheckTarget(kind, ns, metadata);
        if (body.Array("metadata", "managedFields") is not null) throw StatusError.BadRequest("metadata.managedFields must be nil");
    }

    private static readonly string[] KeptMetadata =
    [
        "uid", "creationTimestamp", "generation", "namespace", "name", "deletionTimestamp", "deletionGracePeriodSeconds", "resourceVersion",
        "generateName",
    ];

    /// <summary>Takes over what this write can't change.</summary>
    private static void Carry(ApiKind kind, StoredObject current, JsonObject item, WriteOptions options)
    {
        var before = current.Json;
        var metadata = item.Ensure("metadata");
        Restore(before, metadata, KeptMetadata);

        if (options.Subresource == "status")
        {
            foreach (var name in item.Select(pair => pair.Key).Where(name => name is not ("metadata" or "status")).ToList())
                item.Remove(name);
            foreach (var (name, value) in before)
            {
                if (name is not ("metadata" or "status")) item[name] = value?.DeepClone();
            }

            Restore(before, metadata, FixedByStatus(kind));
        }
        else if (options.Subresource == "finalize")
        {
            var finalizers = item.Object("spec")?["finalizers"]?.DeepClone();
            foreach (var name in item.Select(pair => pair.Key).Where(name => name != "metadata").ToList()) item.Remove(name);
            foreach (var (name, value) in before)
            {
                if (name != "metadata") item[name] = value?.DeepClone();
            }

            item.Ensure("spec")["finalizers"] = finalizers;
        }
        else if (kind == KindTable.Namespace) item["spec"] = before["spec"]?.DeepClone();

        if (options.Subresource is not ("status" or "finalize") && kind.HasStatus)
        {
            if (before["status"] is { } status) item["status"] = status.DeepClone();
            else item.Remove("status");
        }
    }

    private static void Restore(JsonObject before, JsonObject metadata, IEnumerable<string> fields)
    {
        foreach (var field in fields)
        {
            if (before.At("metadata", field) is { } known) metadata[field] = known.DeepClone();
            else metadata.Remove(field);
        }
    }

    /// <summary>What of the metadata a write of the status can't change.</summary>
    private static string[] FixedByStatus(ApiKind kind) => kind.Custom ? ["labels", "annotations", "finalizers", "ownerReferences"]
        : kind == KindTable.Deployment ? ["labels"] : [];

    /// <summary>Rules are those of the version that is stored.</summary>
    private void Check(ApiKind kind, string ns, JsonObject? before, JsonObject item, WriteOptions options)
    {
        if (options.Author is { } author) Escalation.Check(store, cluster.Access, author, kind, ns, item);
        JsonObject Stored(JsonObject json) => kind.Conversion?.ToStored(json) ?? json;
        Rules.Check(kind.Conversion is null ? kind : kind.Storage, before is null ? null : Stored(before), Stored(item));
        if (kind.Custom) options.Warnings.AddRange(Warnings.OfFinalizers(before, item));
        else if (options.Subresource is not "status") options.Warnings.AddRange(Warnings.Of(kind.Name, before, item));
    }

    private static bool SpecChanged(ApiKind kind, JsonObject before, JsonObject after)
    {
        foreach (var name in before.Select(pair => pair.Key).Union(after.Select(pair => pair.Key)))
        {
            if (name is "metadata" or "kind" or "apiVersion" || (name == "status" && (kind.HasStatus || !kind.Custom))) continue;
            if (!JsonNode.DeepEquals(before[name], after[name])) return true;
        }

        return false;
    }

    /// <summary>Whether nothing changes but the times in managedFields.</summary>
    private static bool IsSame(JsonObject before, JsonObject after) =>
        Same(before, after, "kind", "apiVersion", "metadata")
        && Same(before.Object("metadata")!, after.Object("metadata")!, "resourceVersion", "managedFields")
        && SameOwners(before.Array("metadata", "managedFields"), after.Array("metadata", "managedFields"));

    private static bool Same(JsonObject before, JsonObject after, params ReadOnlySpan<string> but)
    {
        foreach (var (name, value) in before)
        {
            if (!but.Contains(name) && !JsonNode.DeepEquals(value, after[name])) return false;
        }

        foreach (var (name, value) in after)
        {
            if (value is not null && !but.Contains(name) && before[name] is null) return false;
        }

        return true;
    }

    private static bool SameOwners(JsonArray? before, JsonArray? after)
    {
        if ((before?.Count ?? 0) != (after?.Count ?? 0)) return false;
        for (var i = 0; i < (before?.Count ?? 0); i++)
        {
            if (!Same((JsonObject)before![i]!, (JsonObject)after![i]!, "time")) return false;
        }

        return true;
    }
}
