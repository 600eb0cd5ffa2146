using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Objects;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Events;

/// <summary>
/// Writes what controllers and nodes tell of objects as Events. What is told again is counted up; the oldest go when there are
/// too many. Under the cluster's lock.
/// </summary>
internal sealed class EventRecorder(Cluster cluster)
{
    private readonly record struct Key(string Source, string Uid, string Field, string Type, string Reason, string Message);

    private readonly Queue<(Key Key, string Namespace, string Name)> kept = new();
    private readonly Dictionary<Key, string> names = [];
    private long last;

    public void Normal(StoredObject about, EventSource source, string reason, string message, string field = "") =>
        Record(about, source, "Normal", reason, message, field);

    public void Warning(StoredObject about, EventSource source, string reason, string message, string field = "") =>
        Record(about, source, "Warning", reason, message, field);

    private void Record(StoredObject about, EventSource source, string type, string reason, string message, string field)
    {
        if (cluster.Options.EventCapacity == 0) return;
        var ns = about.Namespace.Length == 0 ? "default" : about.Namespace;
        if (cluster.Store.Find(KindTable.Namespace, "", ns) is not { IsTerminating: false }) return;
        var key = new Key(source.ToString(), about.Uid, field, type, reason, message);
        if (names.TryGetValue(key, out var known) && Again(ns, known, source)) return;
        var name = NextName(about.Name);
        var item = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["involvedObject"] = Reference(about, field),
            ["reason"] = reason,
            ["message"] = message,
            ["type"] = type,
            ["reportingComponent"] = source.Component,
        };
        if (source.Action is { } action) Series(item, source, action);
        else Counted(item, source);
        cluster.Writer.Create(KindTable.Event, ns, item, By(source));
        names[key] = name;
        kept.Enqueue((key, ns, name));
        while (kept.Count > cluster.Options.EventCapacity) Forget(kept.Dequeue());
    }

    private static WriteOptions By(EventSource source) => WriteOptions.Internal(source.Manager);

    private static JsonObject Reference(StoredObject about, string field)
    {
        var reference = new JsonObject { ["kind"] = about.Kind.Name };
        if (about.Namespace.Length > 0) reference["namespace"] = about.Namespace;
        reference["name"] = about.Name;
        reference["uid"] = about.Uid;
        reference["apiVersion"] = about.Kind.ApiVersion;
        reference["resourceVersion"] = about.Json.Text("metadata", "resourceVersion");
        if (field.Length > 0) reference["fieldPath"] = field;
        return reference;
    }

    private void Counted(JsonObject item, EventSource source)
    {
        item["source"] = new JsonObject { ["component"] = source.Component };
        if (source.Host is { } host)
        {
            item["source"]!["host"] = host;
            item["reportingInstance"] = host;
        }

        item["firstTimestamp"] = cluster.NowText;
        item["lastTimestamp"] = cluster.NowText;
        item["count"] = 1;
    }

    /// <summary>The newer form of events, which the scheduler writes: one instant, an action, no count.</summary>
    private void Series(JsonObject item, EventSource source, string action)
    {
        item["eventTime"] = cluster.Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        item["action"] = action;
        item["reportingInstance"] = $"{source.Component}-{cluster.Name}";
    }

    /// <summary>Counts a known event up; false when it has gone.</summary>
    private bool Again(string ns, string name, EventSource source)
    {
        if (source.Action is not null) return cluster.Store.Find(KindTable.Event, ns, name) is not null;
        return cluster.Writer.Modify(KindTable.Event, ns, name, item =>
        {
            item["count"] = (item.Whole("count") ?? 1) + 1;
            item["lastTimestamp"] = cluster.NowText;
        }, By(source)) is not null;
    }

    private void Forget((Key Key, string Namespace, string Name) oldest)
    {
        if (names.GetValueOrDefault(oldest.Key) == oldest.Name) names.Remove(oldest.Key);
        if (cluster.Store.Find(KindTable.Event, oldest.Namespace, oldest.Name) is { } item) cluster.Store.Remove(item);
    }

    /// <summary>The object's name and the instant in hexadecimal, as clients of the API name events; never the same twice.</summary>
    private string NextName(string about)
    {
        var nanoseconds = (cluster.Now - DateTimeOffset.UnixEpoch).Ticks * 100;
        last = Math.Max(last + 1, nanoseconds);
        return $"{about}.{last:x}";
    }
}
