using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Api;
using Coordinator.Simulator.Clusters;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Kinds;

namespace Coordinator.Simulator.Quotas;

/// <summary>What the limit ranges of a namespace give a new pod, and what they refuse.</summary>
internal static class LimitRanges
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    /// <summary>Fills what containers do not say; the first range that has a default gives it.</summary>
    public static void Fill(Cluster cluster, JsonObject pod)
    {
        var limits = Of(cluster, pod).Where(limit => limit.Text("type") is "Container").ToList();
        var said = new List<string>();
        foreach (var (list, word) in (ReadOnlySpan<(string, string)>)[("containers", "container"), ("initContainers", "init container")])
        {
            foreach (var container in pod.Objects("spec", list))
            {
                Fill(container, "requests", limits, "defaultRequest", $"request for {word}", said);
                Fill(container, "limits", limits, "default", $"limit for {word}", said);
            }
        }

        if (said.Count > 0) pod.Ensure("metadata", "annotations")[Annotation] = "LimitRanger plugin set: " + string.Join("; ", said);
    }

    public static void Admit(Cluster cluster, ApiKind kind, JsonObject item)
    {
        if (kind != KindTable.Pod) return;
        var wrong = new List<string>();
        foreach (var limit in Of(cluster, item))
        {
            switch (limit.Text("type"))
            {
                case "Container":
                    foreach (var container in item.Objects("spec", "containers").Concat(item.Objects("spec", "initContainers")))
                        Check(limit, "Container", (of, resource) => Quantity.Parse(container.At("resources", of, resource)), wrong);
                    break;
                case "Pod":
                    Check(limit, "Pod", (of, resource) => Sum(item, of, resource), wrong);
                    break;
            }
        }

        if (wrong.Count == 0) return;
        throw StatusError.Forbidden(kind, item.Text("metadata", "name") ?? "", wrong.Count == 1 ? wrong[0] : $"[{string.Join(", ", wrong)}]");
    }

    private static IEnumerable<JsonObject> Of(Cluster cluster, JsonObject pod) =>
        cluster.Store.All(KindTable.LimitRange, pod.Text("metadata", "namespace") ?? "").SelectMany(range => range.Json.Objects("spec", "limits"));

    private static void Fill(JsonObject container, string of, List<JsonObject> limits, string from, string what, List<string> said)
    {
        var resources = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (resource, amount) in limits.SelectMany(limit => limit.Object(from) ?? []))
        {
            if (amount is null || container.At("resources", of, resource) is not null) continue;
            container.Ensure("resources", of)[resource] = amount.DeepClone();
            resources.Add(resource);
        }

        if (resources.Count > 0) said.Add($"{string.Join(", ", resources)} {what} {container.Text("name")}");
    }

    private static void Check(JsonObject limit, string per, Func<string, string, decimal?> amount, List<string> wrong)
    {
        foreach (var (resource, bound) in limit.Object("min") ?? [])
        {
            var request = amount("requests", resource);
            if (request is null) wrong.Add($"minimum {resource} usage per {per} is {bound.Text()}.  No request is specified");
            else if (request < Quantity.Parse(bound))
                wrong.Add($"minimum {resource} usage per {per} is {bound.Text()}, but request is {Quantity.Text(request.Value, resource)}");
        }

        foreach (var (resource, bound) in limit.Object("max") ?? [])
        {
            var most = amount("limits", resource);
            if (most is null) wrong.Add($"maximum {resource} usage per {per} is {bound.Text()}.  No limit is specified");
            else if (most > Quantity.Parse(bound))
                wrong.Add($"maximum {resource} usage per {per} is {bound.Text()}, but limit is {Quantity.Text(most.Value, resource)}");
        }

        foreach (var (resource, bound) in limit.Object("maxLimitRequestRatio") ?? [])
        {
            if (amount("limits", resource) is not { } most || amount("requests", resource) is not { } request || request <= 0) continue;
            var ratio = most / request;
            if (ratio <= Quantity.Parse(bound)) continue;
            wrong.Add($"{resource} max limit to request ratio per {per} is {bound.Text()}, but provided ratio is "
                + ratio.ToString("F6", CultureInfo.InvariantCulture));
        }
    }

    private static decimal? Sum(JsonObject pod, string of, string resource)
    {
        var amounts = pod.Objects("spec", "containers").Select(container => Quantity.Parse(container.At("resources", of, resource))).ToList();
        return amounts.TrueForAll(amount => amount is null) ? null : amounts.Sum();
    }
}
