using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>
/// A kind of route: rules, each with weighted backends. A rule belongs to an application where it names the target Service, or
/// both derived ones; a rule that names one colour alone is a person's way to that colour and is left as it is.
/// </summary>
/// <param name="resource">How the kind is addressed.</param>
/// <param name="kind">Its name.</param>
/// <param name="rules">Field of the spec with the rules.</param>
/// <param name="backends">Field of a rule with the backends.</param>
internal abstract class RouteFormat(ResourceKind resource, string kind, string rules, string backends)
{
    /// <summary>How the kind is addressed.</summary>
    public ResourceKind Resource => resource;

    /// <summary>Name of the kind.</summary>
    public string Kind => kind;

    /// <summary>The kind that a router writes; null where it writes none.</summary>
    public static RouteFormat? Of(RouterKind router) => router switch
    {
        RouterKind.GatewayApi => new HttpRouteFormat(),
        RouterKind.Istio => new VirtualServiceFormat(),
        RouterKind.Service or RouterKind.Replicas => null,
    };

    /// <summary>What the route's controller says about its newest generation.</summary>
    public abstract RouteStatus StatusOf(JsonObject route);

    /// <summary>The users' shares of all rules of the application: for each colour the largest. Null where there is no such
    /// rule.</summary>
    /// <param name="route">The route.</param>
    /// <param name="target">The application's Services.</param>
    /// <param name="selected">The colour that the target Service selects; null for none or both.</param>
    public RouteWeights? Read(JsonObject route, RouteTarget target, Color? selected)
    {
        var shares = OwnRules(route, target).Select(rule => ReadRule(rule, target, selected)).ToImmutableArray();
        return shares.IsEmpty ? null : new RouteWeights(shares.Max(one => one.Blue), shares.Max(one => one.Green));
    }

    /// <summary>The rules with other weights in every rule of the application, as a patch of the route.</summary>
    /// <param name="route">The route, or a manifest of it.</param>
    /// <param name="target">The application's Services.</param>
    /// <param name="weights">The weights; null: back to the target Service alone.</param>
    public JsonObject Patch(JsonObject route, RouteTarget target, RouteWeights? weights)
    {
        var list = new JsonArray();
        foreach (var rule in route.Objects("spec", rules))
        {
            var stays = !IsOwn(rule, target) || (weights is null && !IsPairedRule(rule, target));
            list.Add((JsonNode)(stays ? rule.Copy() : Directed(rule, target, weights)));
        }

        return new JsonObject { ["spec"] = new JsonObject { [rules] = list } };
    }

    /// <summary>Whether any rule carries the pair of derived Services.</summary>
    public bool IsPaired(JsonObject route, RouteTarget target) =>
        OwnRules(route, target).Any(rule => IsPairedRule(rule, target));

    /// <summary>Why the route can't carry weights, or null.</summary>
    public string? Unfit(JsonObject route, RouteTarget target)
    {
        var own = OwnRules(route, target).ToImmutableArray();
        return own.IsEmpty
            ? $"{kind}/{route.Name()} has no rule that leads to Service {target.Service}: give it one ({backends} with that Service)"
            : own.Select(rule => Unfit(rule.Objects(backends).ToImmutableArray(), target)).FirstOrDefault(reason => reason is not null)
                is { } unfit ? $"{kind}/{route.Name()}: {unfit}" : null;
    }

    /// <summary>The field manager that last wrote the rules.</summary>
    public string? ManagerOf(JsonObject route) => route.Objects("metadata", "managedFields")
        .Where(entry => entry.At("fieldsV1", "f:spec", $"f:{rules}") is not null)
        .OrderBy(entry => DateTimeOffset.TryParse(
            entry.Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default)
        .LastOrDefault().Text("manager");

    /// <summary>The Service that a backend names, where it lies in the namespace; null for any other backend.</summary>
    protected abstract string? ServiceOf(JsonObject backend, string ns);

    /// <summary>Points a backend at another Service.</summary>
    protected abstract void Point(JsonObject backend, string service);

    /// <summary>Weight of a backend; what the kind takes where it is left out.</summary>
    protected abstract long WeightOf(JsonObject backend, bool isAlone);

    /// <summary>Why a rule's backends can't carry weights, or null.</summary>
    protected abstract string? Unfit(ImmutableArray<JsonObject> all, RouteTarget target);

    private IEnumerable<JsonObject> OwnRules(JsonObject route, RouteTarget target) =>
        route.Objects("spec", rules).Where(rule => IsOwn(rule, target));

    private IEnumerable<JsonObject> Own(JsonObject rule, RouteTarget target) =>
        rule.Objects(backends).Where(backend => target.Owns(ServiceOf(backend, target.Namespace)));

    private bool IsPairedRule(JsonObject rule, RouteTarget target) =>
        Own(rule, target).Any(backend => ServiceOf(backend, target.Namespace) != target.Service);

    private bool IsOwn(JsonObject rule, RouteTarget target)
    {
        var names = Own(rule, target).Select(backend => ServiceOf(backend, target.Namespace)).ToHashSet();
        return names.Contains(target.Service) || names.Count > 1;
    }

    private RouteWeights ReadRule(JsonObject rule, RouteTarget target, Color? selected)
    {
        var isAlone = rule.Objects(backends).Count() == 1;
        var own = Own(rule, target).Select(backend => (Service: ServiceOf(backend, target.Namespace), Weight: WeightOf(backend, isAlone)))
            .ToImmutableArray();
        var total = own.Sum(one => one.Weight);
        return total == 0 ? new RouteWeights(0, 0) : new RouteWeights(Share(Color.Blue), Share(Color.Green));

        int Share(Color color) => (int)Math.Round(
            100.0 * own.Where(one => one.Service == target.Derived(color) || (one.Service == target.Service && selected == color))
                .Sum(one => one.Weight) / total, MidpointRounding.AwayFromZero);
    }

    /// <summary>A rule whose backends of the application became the pair, or the target Service again; others keep their part
    /// of the whole.</summary>
    private JsonObject Directed(JsonObject rule, RouteTarget target, RouteWeights? weights)
    {
        var copy = rule.Copy();
        var all = copy.Objects(backends).ToImmutableArray();
        var own = Own(copy, target).ToImmutableArray();
        var isPaired = IsPairedRule(rule, target);
        var hasOthers = own.Length < all.Length;
        // Whole numbers of a hundredth of the application's part: others grow by the same factor.
        var factor = hasOthers && !isPaired ? 100 : 1;
        var total = hasOthers ? own.Sum(backend => WeightOf(backend, all.Length == 1)) * factor : 100;
        var list = new JsonArray();
        foreach (var backend in all)
        {
            if (backend == own[0])
            {
                foreach (var made in Replaced(own, target, weights, total))
                {
                    list.Add((JsonNode)made);
                }
            }
            else if (!own.Contains(backend))
            {
                var other = backend.Copy();
                other["weight"] = WeightOf(backend, isAlone: false) * factor;
                list.Add((JsonNode)other);
            }
        }

        copy[backends] = list;
        return copy;
    }

    private IEnumerable<JsonObject> Replaced(ImmutableArray<JsonObject> own, RouteTarget target, RouteWeights? weights, long total)
    {
        if (weights is null)
        {
            yield return Made(target.Service, total);
            yield break;
        }

        yield return Made(target.Derived(Color.Blue), total * weights.Blue / 100);
        yield return Made(target.Derived(Color.Green), total * weights.Green / 100);

        JsonObject Made(string service, long weight)
        {
            // What a backend carries besides (port, filters) goes along.
            var made = (own.FirstOrDefault(backend => ServiceOf(backend, target.Namespace) == service) ?? own[0]).Copy();
            Point(made, service);
            made["weight"] = weight;
            return made;
        }
    }
}
