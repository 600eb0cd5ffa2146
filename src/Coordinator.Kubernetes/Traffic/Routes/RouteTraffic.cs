using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>The route of an environment: what it says about this application, and the steps that change it.</summary>
internal sealed class RouteTraffic(EnvironmentCall call, RouteFormat format, string name)
{
    private readonly RouteLabels labels = RouteLabels.Of(call.Plan.Key.Application);

    /// <summary>The application's Services.</summary>
    public RouteTarget Target { get; } = new(call.Plan.Target.Namespace, call.Plan.Target.Service);

    /// <summary>The kind of the route.</summary>
    public RouteFormat Format => format;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Kind and name, for people.</summary>
    public string Object => $"{format.Kind}/{name}";

    /// <summary>Where owner and turn of this application stand.</summary>
    public FenceKeys Keys => FenceKeys.PartOf(labels);

    /// <summary>The route of the plan's router; null where it has none.</summary>
    public static RouteTraffic? Of(EnvironmentCall call) =>
        RouteFormat.Of(call.Plan.BlueGreen.Router.Kind) is { } format && call.Plan.BlueGreen.Router.Route is { } name
            ? new RouteTraffic(call, format, name)
            : null;

    /// <summary>The route, or null.</summary>
    public Task<JsonObject?> FindAsync(CancellationToken cancellationToken) =>
        call.Api.FindAsync(format.Resource, name, cancellationToken);

    /// <summary>Writes it under the fence.</summary>
    public Task<PortResult<JsonObject>> WriteAsync(Func<JsonObject?, ObjectStep> decide, CancellationToken cancellationToken) =>
        new FencedWriter(call.Api, call.Fence, call.Pacer, Keys).WriteAsync(format.Resource, name, decide, cancellationToken);

    /// <summary>What it says about the application.</summary>
    /// <param name="route">The route; null: absent.</param>
    /// <param name="service">The target Service, to which a rule may still lead.</param>
    public RouteObservation Observe(JsonObject? route, JsonObject? service)
    {
        var selected = ColorNames.Parse(TargetService.ColorOf(service, call.ColorLabel));
        var weights = route is null ? null : format.Read(route, Target, selected);
        return new RouteObservation(
            Object, weights?.Blue, weights?.Green, route.Annotation(labels.Weights), route is null ? null : format.ManagerOf(route),
            route.Annotation(labels.Owner), FenceRules.TurnOf(route, Keys));
    }

    /// <summary>New weights and their record in one patch, so that they part only by someone else's hand. Null: back to the
    /// target Service, without a record.</summary>
    public ObjectStep Directed(JsonObject route, RouteWeights? weights)
    {
        var patch = format.Patch(route, Target, weights);
        patch.Child("metadata").Child("annotations")[labels.Weights] = weights?.Record;
        return new ObjectStep.Merge(patch, FieldManagers.Traffic);
    }

    /// <summary>Refuses where the route is not there.</summary>
    public Refusal Missing() => new(RefusalKind.Missing,
        $"{Object} does not exist in {Target.Namespace}; it is made from the manifests when the environment is prepared.");

    /// <summary>Refuses where weights differ from what they should be in a way that must not be written over.</summary>
    public Refusal Foreign(RouteObservation found, RouteWeights expected, Color? from)
    {
        var towardsOld = from is { } old && found.WeightOf(old) >= expected.Share(old)
            && found.WeightOf(old.Other()) <= expected.Share(old.Other());
        return new Refusal(RefusalKind.ForeignChange,
            $"{Object} has {found.Found}, expected {expected.Record}: {found.Manager ?? "someone"} changed it.",
            FoundColor: towardsOld ? from!.Value.Label() : null, Manager: found.Manager, FoundRoute: $"{Object} to {found.Found}");
    }

    /// <summary>Whether a switch of ours got as far as the route: it gives the colour all users, and the selector still is as an
    /// earlier turn recorded it.</summary>
    public async Task<bool> IsHalfSwitchedAsync(Color? active, JsonObject service, CancellationToken cancellationToken)
    {
        if (active is not { } color || await FindAsync(cancellationToken) is not { } route)
        {
            return false;
        }

        var found = Observe(route, service);
        var selected = TargetService.ColorOf(service, call.ColorLabel);
        return found.Recorded == found.Found && found.WeightOf(color) is 100 && found.Turn > FenceRules.TurnOf(service)
            && selected != color.Label() && selected == TargetService.RecordOf(service);
    }

    /// <summary>Why a colour must not be taken for unused, or null: the route gives it users.</summary>
    public async Task<Refusal?> JudgeUnusedAsync(Color color, JsonObject? service, CancellationToken cancellationToken)
    {
        if (await FindAsync(cancellationToken) is not { } route)
        {
            return null;
        }

        var found = Observe(route, service);
        return call.Fence.Judge(route, Keys) ?? (found.WeightOf(color) > 0
            ? Foreign(found, RouteWeights.Of(color.Other(), 100), color.Other())
            : null);
    }
}
