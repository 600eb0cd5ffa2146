using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Metrics;

/// <summary>Reads the alert rules of a Prometheus server (<c>/api/v1/rules</c>).</summary>
internal static class PrometheusRules
{
    /// <summary>What does not hold, for people; null where every rule is there, was evaluated and is in its state.</summary>
    /// <param name="alerts">Names of the rules.</param>
    /// <param name="expected">The state of each.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">Body, limited by whoever opened it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">The body is larger than its limit.</exception>
    public static async Task<string?> JudgeAsync(
        ImmutableArray<string> alerts, AlertState expected, HttpStatusCode status, Stream body, CancellationToken cancellationToken)
    {
        switch (status)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden:
                return $"HTTP {(int)status}: the server does not accept the credentials";
            case >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest:
                return $"HTTP {(int)status}: redirections are not followed";
            default:
                return $"HTTP {(int)status}";
        }

        try
        {
            var answer = await StrictJson.ReadAsync(body, cancellationToken) as JsonObject;
            if (answer.Text("status") is not "success" || answer?["data"]?["groups"] is not JsonArray groups)
            {
                return "the answer has no rules: this is not the API of a Prometheus server";
            }

            var rules = groups.OfType<JsonObject>().SelectMany(group => group.Objects("rules"))
                .Where(rule => rule.Text("type") is "alerting")
                .ToLookup(rule => rule.Text("name") ?? "", StringComparer.Ordinal);
            var wrong = string.Join("; ", alerts.SelectMany(name => Judge(name, expected, [.. rules[name]])));
            return wrong.Length > 0 ? wrong : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "the answer is no JSON: this is not the API of a Prometheus server";
        }
    }

    /// <summary>Several rules may bear one name; each must be in the state.</summary>
    private static IEnumerable<string> Judge(string name, AlertState expected, JsonObject[] rules) => rules.Length is 0
        ? [$"there is no alert rule {name}"]
        : rules.Select(rule => Judge(name, expected, rule)).OfType<string>().Distinct();

    /// <summary>A rule that was never evaluated, or can't be, is inactive whatever happens: its state says nothing.</summary>
    private static string? Judge(string name, AlertState expected, JsonObject rule) => (rule.Text("health"), rule.Text("state")) switch
    {
        ("err", _) => $"{name} can't be evaluated{(rule.Text("lastError") is { Length: > 0 } error ? $": {error}" : "")}",
        (not "ok", _) => $"{name} has not been evaluated yet",
        (_, var state) when string.Equals(state, expected.ToString(), StringComparison.OrdinalIgnoreCase) => null,
        (_, var state) => $"{name} is {state ?? "without a state"}, expected {expected.ToString().ToLowerInvariant()}",
    };
}
