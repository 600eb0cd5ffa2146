using System.Text.Json.Nodes;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>Kubernetes label selectors: <c>matchLabels</c> and <c>matchExpressions</c>, all of which must hold.</summary>
public static class LabelSelectors
{
    /// <summary>Whether a selector takes an object with these labels. An empty selector takes all, an absent one
    /// none.</summary>
    public static bool Matches(JsonNode? selector, IReadOnlyDictionary<string, string> labels) =>
        selector is JsonObject
        && selector.Texts("matchLabels").All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value)
        && selector.Objects("matchExpressions").All(expression => Holds(expression, labels));

    private static bool Holds(JsonObject expression, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(expression.Text("key") ?? "");
        var isAmong = value is not null && (expression["values"] as JsonArray ?? []).Any(one => one.Text() == value);
        return expression.Text("operator") switch
        {
            "In" => isAmong,
            "NotIn" => !isAmong,
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
