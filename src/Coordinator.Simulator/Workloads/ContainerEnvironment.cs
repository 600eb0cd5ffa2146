using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Workloads;

/// <summary>Resolves a container's environment: env, envFrom, ConfigMaps, Secrets and the pod's own fields.</summary>
internal static class ContainerEnvironment
{
    /// <summary>The variables, or what is missing for them.</summary>
    public static (Dictionary<string, string> Variables, string? Missing) Resolve(ClusterStore store, StoredObject pod, JsonObject container)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var source in container.Objects("envFrom"))
        {
            if (AddAll(store, pod.Namespace, source, variables) is { } missing) return (variables, missing);
        }

        foreach (var entry in container.Objects("env"))
        {
            if (entry.Text("name") is not { } name) continue;
            var (value, missing) = Value(store, pod, entry);
            if (missing is not null) return (variables, missing);
            if (value is not null) variables[name] = value;
        }

        return (variables, null);
    }

    private static string? AddAll(ClusterStore store, string ns, JsonObject source, Dictionary<string, string> variables)
    {
        var (reference, kind) = source.Object("configMapRef") is { } map ? (map, KindTable.ConfigMap)
            : (source.Object("secretRef"), KindTable.Secret);
        if (reference.Text("name") is not { } name) return null;
        if (store.Find(kind, ns, name) is not { } found)
            return reference.Flag("optional") is true ? null : $"{kind.Name.ToLowerInvariant()} \"{name}\" not found";
        foreach (var (key, value) in Data(found)) variables[source.Text("prefix") + key] = value;
        return null;
    }

    private static (string? Value, string? Missing) Value(ClusterStore store, StoredObject pod, JsonObject entry)
    {
        if (entry.Object("valueFrom") is not { } from) return (entry.Text("value") ?? "", null);
        if (from.Text("fieldRef", "fieldPath") is { } path)
            return (pod.Json.Text(path.Split('.')) ?? "", null);
        var (reference, kind) = from.Object("configMapKeyRef") is { } map ? (map, KindTable.ConfigMap)
            : (from.Object("secretKeyRef"), KindTable.Secret);
        if (reference.Text("name") is not { } name) return ("", null);
        var optional = reference.Flag("optional") is true;
        if (store.Find(kind, pod.Namespace, name) is not { } found)
            return (null, optional ? null : $"{kind.Name.ToLowerInvariant()} \"{name}\" not found");
        var key = reference.Text("key") ?? "";
        if (Data(found).TryGetValue(key, out var value)) return (value, null);
        return (null, optional ? null : $"couldn't find key {key} in {kind.Name} {pod.Namespace}/{name}");
    }

    private static Dictionary<string, string> Data(StoredObject item)
    {
        var data = item.Json.Texts("data");
        if (item.Kind != KindTable.Secret) return data;
        return data.ToDictionary(pair => pair.Key, pair => Decode(pair.Value));
    }

    private static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
