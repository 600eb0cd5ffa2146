using System.Text;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Validation;

/// <summary>What the server takes, but warns of, by kind.</summary>
internal static class Warnings
{
    private static readonly Dictionary<string, Func<JsonObject, IEnumerable<string>>> Table = new(StringComparer.Ordinal)
    {
        ["Service"] = Service,
        ["Secret"] = Secret,
        ["Pod"] = item => Pod(item.Object("spec"), "spec"),
        ["Deployment"] = Template,
        ["ReplicaSet"] = Template,
        ["StatefulSet"] = Template,
        ["DaemonSet"] = Template,
        ["Job"] = Template,
    };

    /// <summary>The warnings of a write; of workloads only of one that changes what is wanted.</summary>
    public static IEnumerable<string> Of(string kind, JsonObject? before, JsonObject item)
    {
        if (!Table.TryGetValue(kind, out var warn)) return [];
        var same = before is not null && kind != "Service" && JsonNode.DeepEquals(before["spec"], item["spec"]) && JsonNode.DeepEquals(before["data"], item["data"]);
        return same ? [] : warn(item);
    }

    /// <summary>Of new finalizers of a custom resource, which may have any name.</summary>
    public static IEnumerable<string> OfFinalizers(JsonObject? before, JsonObject item)
    {
        var known = (before.Array("metadata", "finalizers") ?? []).Select(name => name.Text()).ToHashSet();
        return (item.Array("metadata", "finalizers") ?? []).Select(name => name.Text() ?? "").Where(name => !name.Contains('/') && !known.Contains(name))
            .Select(name => $"metadata.finalizers: {FieldProblem.Quote(name)}: prefer a domain-qualified finalizer name to avoid accidental conflicts "
                + "with other finalizer writers");
    }

    private static IEnumerable<string> Service(JsonObject item)
    {
        if (item.Text("spec", "trafficDistribution") == "PreferClose")
            yield return "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"";
        if (item.Text("spec", "externalName") is not null && item.Text("spec", "type") != "ExternalName")
            yield return "spec.externalName is ignored when spec.type is not \"ExternalName\"";
    }

    private static IEnumerable<string> Secret(JsonObject item)
    {
        if (item.Text("type") == "kubernetes.io/tls" && item.Text("data", "tls.crt") is { } encoded
            && !Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Contains("-----BEGIN", StringComparison.Ordinal))
            yield return "tls: failed to find any PEM data in certificate input";
    }

    private static IEnumerable<string> Template(JsonObject item) => Pod(item.Object("spec", "template", "spec"), "spec.template.spec");

    private static IEnumerable<string> Pod(JsonObject? spec, string at)
    {
        var place = 0;
        foreach (var spread in spec.Objects("topologySpreadConstraints"))
        {
            if (spread["labelSelector"] is null)
                yield return $"{at}.topologySpreadConstraints[{place}].labelSelector: a null labelSelector results in matching no pod";
            place++;
        }

        foreach (var list in (string[])["initContainers", "containers"])
        {
            place = 0;
            foreach (var container in spec.Objects(list))
            {
                foreach (var warning in Container(container, $"{at}.{list}[{place}]")) yield return warning;
                place++;
            }
        }
    }

    private static IEnumerable<string> Container(JsonObject container, string at)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var place = 0;
        foreach (var variable in container.Objects("env"))
        {
            var name = variable.Text("name") ?? "";
            if (!known.TryAdd(name, "")) yield return $"{at}.env[{place}]: hides previous definition of \"{name}\", which may be dropped when using apply";
            place++;
        }

        place = 0;
        known.Clear();
        foreach (var port in container.Objects("ports"))
        {
            var key = $"{port.Whole("containerPort")} {port.Text("protocol") ?? "TCP"}";
            if (!known.TryAdd(key, $"{at}.ports[{place}]")) yield return $"{at}.ports[{place}]: duplicate port definition with {known[key]}";
            place++;
        }
    }
}
