using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;

namespace Coordinator.Simulator.Tables;

/// <summary>Values of an object as the text of a cell.</summary>
internal static class Texts
{
    public const string None = "<none>";
    private const string Unset = "<unset>";
    private const int MaxListed = 3;

    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    public static string Joined(IEnumerable<string?> parts, string by = ",") => string.Join(by, parts);

    public static string Labels(JsonObject? labels) => OrNone(Joined((labels ?? [])
        .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value.Text()}")));

    /// <summary>A LabelSelector as its query form.</summary>
    public static string Selector(JsonObject? selector)
    {
        var parts = selector.Texts("matchLabels").Select(pair => (pair.Key, Text: $"{pair.Key}={pair.Value}"))
            .Concat(selector.Objects("matchExpressions").Select(expression => (Key: expression.Text("key") ?? "", Text: Expression(expression))));
        return OrNone(Joined(parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => part.Text)));
    }

    public static string Containers(JsonObject item, string field, params string[] template) =>
        Joined(item.At(template).Objects("spec", "containers").Select(container => container.Text(field)));

    public static string ServicePorts(JsonObject service) => OrNone(Joined(service.Objects("spec", "ports").Select(port =>
        port.Whole("nodePort") is { } node and not 0 ? $"{port.Whole("port")}:{node}/{port.Text("protocol")}"
            : $"{port.Whole("port")}/{port.Text("protocol")}")));

    public static string ExternalAddress(JsonObject service)
    {
        var given = service.Array("spec", "externalIPs")?.Select(address => address.Text()) ?? [];
        switch (service.Text("spec", "type"))
        {
            case "ExternalName": return OrNone(service.Text("spec", "externalName"));
            case "LoadBalancer":
                var balanced = Balanced(service);
                return balanced.Length == 0 && !given.Any() ? "<pending>" : Joined(given.Prepend(balanced).Where(part => !string.IsNullOrEmpty(part)));
            default: return OrNone(Joined(given));
        }
    }

    public static string Balanced(JsonObject item) => Joined(item.Objects("status", "loadBalancer", "ingress")
        .Select(entry => entry.Text("ip") ?? entry.Text("hostname")));

    public static string Endpoints(JsonObject endpoints)
    {
        var all = endpoints.Objects("subsets").SelectMany(subset => subset.Objects("addresses").SelectMany(address =>
            subset.Objects("ports").Select(port => $"{address.Text("ip")}:{port.Whole("port")}"))).ToList();
        return OrNone(Some(all));
    }

    public static string SliceAddresses(JsonObject slice) =>
        Some([.. slice.Objects("endpoints").SelectMany(endpoint => endpoint.Array("addresses") ?? []).Select(address => address.Text() ?? "")], Unset);

    public static string SlicePorts(JsonObject slice) =>
        Some([.. slice.Objects("ports").Select(port => port.Whole("port")?.ToString() ?? "*")], Unset);

    public static string Modes(JsonArray? modes) => Joined((modes ?? []).Select(mode => mode.Text() switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        var other => other,
    }));

    public static string Subjects(JsonObject binding, string kind) => Joined(binding.Objects("subjects")
        .Where(subject => subject.Text("kind") == kind)
        .Select(subject => kind == "ServiceAccount" ? $"{subject.Text("namespace")}/{subject.Text("name")}" : subject.Text("name")), ", ");

    /// <summary>What is used of a quota's limits; those of the names that begin with <c>limits.</c>, or the others.</summary>
    public static string Used(JsonObject quota, bool limits) => Joined(quota.Texts("status", "hard")
        .Where(pair => pair.Key.StartsWith("limits.", StringComparison.Ordinal) == limits)
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => $"{pair.Key}: {quota.Text("status", "used", pair.Key) ?? "0"}/{pair.Value}"), ", ");

    public static string Scalar(JsonNode? value, string missing) => value switch
    {
        null => missing,
        var given => given.Text() ?? given.ToJsonString(),
    };

    private static string Expression(JsonObject expression)
    {
        var key = expression.Text("key");
        var values = Joined((expression.Array("values") ?? []).Select(value => value.Text()).Order(StringComparer.Ordinal));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "Exists" => key ?? "",
            _ => "!" + key,
        };
    }

    private static string Some(List<string> all, string none = "") => all.Count == 0 ? none
        : all.Count <= MaxListed ? Joined(all) : $"{Joined(all.Take(MaxListed))} + {all.Count - MaxListed} more...";
}
