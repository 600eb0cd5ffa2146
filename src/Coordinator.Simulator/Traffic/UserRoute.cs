using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Simulator.Json;
using Coordinator.Simulator.Store;

namespace Coordinator.Simulator.Traffic;

/// <summary>An HTTPRoute or a VirtualService as users meet it.</summary>
internal sealed class UserRoute
{
    private static readonly string[] Colors = ["-blue", "-green"];

    private readonly ImmutableArray<UserRule> rules;
    private readonly bool isFirstMatch;

    private UserRoute(ImmutableArray<UserRule> rules, bool isFirstMatch)
    {
        (this.rules, this.isFirstMatch) = (rules, isFirstMatch);
        Entrances = [.. rules.SelectMany(rule => rule.Backends).Select(backend => Entrance(backend.Service)).Distinct()];
    }

    /// <summary>The Services whose users come by this route: those that it names, a coloured one by its name without the colour.</summary>
    public ImmutableArray<string> Entrances { get; }

    /// <summary>The rule for a request: the most specific one of an HTTPRoute, the first one of a VirtualService.</summary>
    public UserRule? Find(string method, string path)
    {
        UserRule? best = null;
        var rank = -1;
        foreach (var rule in rules)
        {
            if (rule.Rank(method, path) is not { } found || found <= rank) continue;
            if (isFirstMatch) return rule;
            (best, rank) = (rule, found);
        }

        return best;
    }

    public static UserRoute OfHttpRoute(StoredObject route) => new(
        [.. route.Json.Objects("spec", "rules").Select(rule => new UserRule(
            Matches(rule.Objects("matches").Select(GatewayMatch)),
            [.. rule.Objects("backendRefs").Where(backend => backend.Text("kind") is null or "Service").Select(backend => new UserBackend(
                backend.Text("namespace") ?? route.Namespace, backend.Text("name") ?? "", Math.Max(0, backend.Whole("weight") ?? 1)))]))],
        isFirstMatch: false);

    public static UserRoute OfVirtualService(StoredObject service) => new(
        [.. service.Json.Objects("spec", "http").Select(rule => new UserRule(
            Matches(rule.Objects("match").Select(MeshMatch)), MeshBackends(service.Namespace, [.. rule.Objects("route")])))],
        isFirstMatch: true);

    private static string Entrance(string service) =>
        Colors.FirstOrDefault(color => service.EndsWith(color, StringComparison.Ordinal)) is { } color ? service[..^color.Length] : service;

    private static ImmutableArray<UserMatch> Matches(IEnumerable<UserMatch> matches)
    {
        var all = matches.ToImmutableArray();
        return all.IsEmpty ? [UserMatch.Any] : all;
    }

    private static UserMatch GatewayMatch(JsonObject match) => new(
        match.Text("path", "value") ?? "/", match.Text("path", "type") == "Exact", match.Text("method"),
        !match.Objects("headers").Any() && !match.Objects("queryParams").Any() && match.Text("path", "type") != "RegularExpression");

    private static UserMatch MeshMatch(JsonObject match) => new(
        match.Text("uri", "exact") ?? match.Text("uri", "prefix") ?? "/", match.Text("uri", "exact") is not null,
        match.Text("method", "exact"),
        match.Object("headers") is null && match.Object("queryParams") is null && match.Object("sourceLabels") is null
            && match.Text("uri", "regex") is null);

    private static ImmutableArray<UserBackend> MeshBackends(string ns, JsonObject[] routes) =>
    [
        .. routes.Select(route =>
        {
            var host = (route.Text("destination", "host") ?? "").Split('.');
            return new UserBackend(
                host.Length > 1 ? host[1] : ns, host[0], Math.Max(0, route.Whole("weight") ?? (routes.Length == 1 ? 100 : 0)));
        }),
    ];
}
