using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Objects;

/// <summary>Label selectors of Services and Deployments.</summary>
internal static class Selectors
{
    /// <summary>The Service's selector without the colour.</summary>
    public static ImmutableSortedDictionary<string, string> WithoutColor(JsonObject? service, string colorLabel) =>
        service.Texts("spec", "selector").ToImmutableSortedDictionary(StringComparer.Ordinal).Remove(colorLabel);

    /// <summary>The selector as it would be for a colour.</summary>
    public static ImmutableSortedDictionary<string, string> WithColor(JsonObject? service, string colorLabel, Color color) =>
        WithoutColor(service, colorLabel).SetItem(colorLabel, color.Label());

    /// <summary>As a query takes it.</summary>
    public static string Query(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.Select(pair => $"{pair.Key}={pair.Value}"));

    /// <summary>Whether labels carry all that is selected.</summary>
    public static bool Matches(IReadOnlyDictionary<string, string> labels, IEnumerable<KeyValuePair<string, string>> selector) =>
        selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
}
