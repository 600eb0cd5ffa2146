using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Tests.Model;

/// <summary>
/// A cluster as far as an environment can tell: two colours, a selector, with some routers a route, and the turn that fences every
/// write. A switch of route and selector may stop half way.
/// </summary>
internal sealed class ModelCluster(RouterKind kind)
{
    private long turn;
    private string? manager;
    private string? routeManager;
    private long routeTurn;
    private long serviceTurn;

    /// <summary>Who directs users here.</summary>
    public RouterKind Kind => kind;

    /// <summary>Weights in the route; null while it names the target Service.</summary>
    public (int Blue, int Green)? Route { get; private set; }

    /// <summary>Weights that the last write of the coordinator recorded.</summary>
    public (int Blue, int Green)? RouteRecorded { get; private set; }

    /// <summary>Colour in the selector; <c>none</c>, another text, or null where both are selected.</summary>
    public string? Selector { get; private set; } = "blue";

    /// <summary>Colour that the last write of the coordinator recorded.</summary>
    public string Recorded { get; private set; } = "blue";

    public Dictionary<Color, string?> Versions { get; } = new() { [Color.Blue] = "1", [Color.Green] = null };

    public Dictionary<Color, bool> Ready { get; } = new() { [Color.Blue] = true, [Color.Green] = false };

    public Dictionary<Color, int> Pods { get; } = new() { [Color.Blue] = 2, [Color.Green] = 2 };

    /// <summary>Highest turn that was ever written.</summary>
    public long Turn => turn;

    /// <summary>Whether a write that must not land did.</summary>
    public string? Broken { get; private set; }

    public static ModelCluster Empty(RouterKind kind)
    {
        var cluster = new ModelCluster(kind) { Selector = "none", Recorded = "none" };
        (cluster.Versions[Color.Blue], cluster.Ready[Color.Blue]) = (null, false);
        return cluster;
    }

    /// <summary>Someone else patches the selector.</summary>
    public void Patch(string color) => (Selector, manager) = (color, "kubectl-edit");

    /// <summary>Someone else changes the weights.</summary>
    public void Patch(int blue) => (Route, routeManager) = ((blue, 100 - blue), "kubectl-edit");

    /// <summary>Whether the selector, and the route where there is one, are as the coordinator left them.</summary>
    public bool IsUntouched => (Selector is null ? SharedSelector.ActiveOf(Recorded) is not null : Selector == Recorded) && Route == RouteRecorded;

    /// <summary>Users' share of a colour.</summary>
    public int Share(Color color) => Route is { } route ? (color is Color.Blue ? route.Blue : route.Green)
        : Selector is null ? 50
        : Selector == color.Label() ? 100 : 0;

    public TrafficObservation Observe(EnvironmentPlan plan) => new(
        Selector, Recorded, Share(Color.Blue), Share(Color.Green), Ready[Color.Blue] ? 2 : 0, Ready[Color.Green] ? 2 : 0,
        2, Math.Max(serviceTurn, routeTurn), plan.Owner, manager ?? "coordinator-traffic", Pods[Color.Blue], Pods[Color.Green], ObserveRoute());

    private RouteObservation? ObserveRoute() => RouteObservation.IsUsedBy(kind)
        ? new("HTTPRoute/cart", Share(Color.Blue), Share(Color.Green),
            RouteRecorded is { } recorded ? RouteObservation.RecordOf(recorded.Blue, recorded.Green) : null, routeManager, "model", routeTurn)
        : null;

    /// <summary>An autoscaler adds a pod.</summary>
    public void Grow(Color color) => Pods[color]++;

    /// <summary>Performs an effect as the adapters promise to.</summary>
    public EnvironmentEvent Perform(EnvironmentEffect effect, EnvironmentPlan plan, DateTimeOffset at)
    {
        if (effect is RunPreflight)
        {
            return new PreflightAnswered(at, effect.Turn, new("v1.36.0", [], Read()));
        }

        if (effect.Turn < turn)
        {
            return Refuse(effect, at, RefusalKind.StaleTurn);
        }

        return effect switch
        {
            PrepareTarget prepare => Prepare(prepare, at),
            AdoptWorkload => Stamp(effect, at),
            RunPrepareJob => new PrepareJobEnded(at, effect.Turn, true, "done"),
            RunChecks => new ChecksEnded(at, effect.Turn, []),
            DeployPreview deploy => Deploy(deploy, plan, at),
            EnsureCapacity capacity => Ready[capacity.Order.Preview] ? Stamp(effect, at) : Refuse(effect, at, RefusalKind.DeadlineExceeded),
            ShiftTraffic shift => Shift(shift, plan, at),
            RestoreTraffic restore => Restore(restore, plan, at),
            SwitchWorkers => Stamp(effect, at),
            FollowActive follow => FollowUp(follow, at),
            RemovePreview remove => ScaleDown(effect, remove.Order.Preview, at),
            RetirePrevious retire => ScaleDown(effect, retire.Order.Preview, at),
            _ => throw new InvalidOperationException($"unknown effect {effect.GetType().Name}"),
        };
    }

    private ColorObservation Read() => new()
    {
        ServiceExists = true,
        SelectorColor = Selector,
        RecordedActive = Recorded == "none" ? null : Recorded,
        Turn = turn,
        ServiceTurn = serviceTurn,
        Route = ObserveRoute(),
        SelectorManager = manager,
        Workloads =
        [
            .. Versions.Where(version => version.Value is not null)
                .Select(version => new ColoredWorkload($"cart-{version.Key.Label()}", version.Key, 2, Ready[version.Key] ? 2 : 0, version.Value, null, version.Value)),
        ],
    };

    private WorkDone Stamp(EnvironmentEffect effect, DateTimeOffset at)
    {
        turn = effect.Turn;
        return new(at, effect.Turn, new(2, "done"));
    }

    private EnvironmentEvent Deploy(DeployPreview deploy, EnvironmentPlan plan, DateTimeOffset at)
    {
        if (Share(deploy.Order.Preview) > 0 && !IsUntouched)
        {
            return Refuse(deploy, at, RefusalKind.ForeignChange);
        }

        if (Share(deploy.Order.Preview) > 0)
        {
            Broken ??= $"{deploy} changed the color that serves";
        }

        if (Share(deploy.Order.Preview.Other()) == 100 && Versions[deploy.Order.Preview.Other()] == plan.Version)
        {
            Broken ??= $"{deploy} took the version away to which the users would go back";
        }

        (Versions[deploy.Order.Preview], Ready[deploy.Order.Preview]) = (plan.Version, true);
        return Stamp(deploy, at);
    }

    /// <summary>Before a preview is deployed the active colour has all users: what a half-made switch or a weight between left is
    /// put right.</summary>
    private EnvironmentEvent Prepare(PrepareTarget prepare, DateTimeOffset at)
    {
        if (!IsUntouched)
        {
            return Refuse(prepare, at, RefusalKind.ForeignChange);
        }

        if (prepare.Order.Active is { } active && Share(active) != 100)
        {
            if (!Ready[active])
            {
                return Refuse(prepare, at, RefusalKind.NotReady);
            }

            Direct(prepare, active, 100);
            WriteSelector(prepare, active.Label(), active.Label());
        }

        return Stamp(prepare, at);
    }

    /// <summary>The route's half of a switch; the selector's does not follow.</summary>
    public void PerformHalf(EnvironmentEffect effect)
    {
        var order = effect switch { ShiftTraffic shift => shift.Order, RestoreTraffic restore => restore.Order, _ => null };
        if (order is { To: { } to } && RouteObservation.IsUsedBy(kind) && effect.Turn >= turn && Versions[to] is not null && Ready[to]
            && (effect is RestoreTraffic || IsUntouched))
        {
            Direct(effect, to, order.WeightPercent);
        }
    }

    private EnvironmentEvent Shift(ShiftTraffic shift, EnvironmentPlan plan, DateTimeOffset at)
    {
        var (to, weight) = (shift.Order.To!.Value, shift.Order.WeightPercent);
        if (!IsUntouched)
        {
            return Refuse(shift, at, RefusalKind.ForeignChange);
        }

        if (!Ready[to] || Versions[to] is null)
        {
            return Refuse(shift, at, RefusalKind.NotReady);
        }

        if (RouteObservation.IsUsedBy(kind))
        {
            Direct(shift, to, weight);
        }

        if (weight == 100)
        {
            WriteSelector(shift, to.Label(), to.Label());
        }
        else if (kind is RouterKind.Replicas)
        {
            WriteSelector(shift, null, SharedSelector.RecordOf(to.Other()));
        }

        turn = shift.Turn;
        return new TrafficShifted(at, shift.Turn, Observe(plan));
    }

    private EnvironmentEvent Restore(RestoreTraffic restore, EnvironmentPlan plan, DateTimeOffset at)
    {
        if (restore.Order.To is not { } to)
        {
            (Route, RouteRecorded, routeTurn) = (null, null, restore.Turn);
            WriteSelector(restore, "none", "none");
            return new TrafficRestored(at, restore.Turn, Observe(plan));
        }

        if (Versions[to] is null)
        {
            return Refuse(restore, at, RefusalKind.NoPreviousColor);
        }

        // Scaled up first where it has to be: users stay until then.
        Ready[to] = true;
        if (Route is not null)
        {
            Direct(restore, to, 100);
        }

        routeTurn = restore.Turn;
        WriteSelector(restore, to.Label(), to.Label());
        return new TrafficRestored(at, restore.Turn, Observe(plan));
    }

    private WorkDone FollowUp(FollowActive follow, DateTimeOffset at)
    {
        Pods[follow.Order.Preview] = Math.Max(Pods[follow.Order.Preview], Pods[follow.Order.Active!.Value]);
        return Stamp(follow, at);
    }

    private EnvironmentEvent ScaleDown(EnvironmentEffect effect, Color color, DateTimeOffset at)
    {
        if (Share(color) > 0)
        {
            return Refuse(effect, at, RefusalKind.ForeignChange);
        }

        (Versions[color], Ready[color]) = (null, false);
        return Stamp(effect, at);
    }

    private void WriteSelector(EnvironmentEffect effect, string? color, string record) =>
        (turn, serviceTurn, Selector, Recorded, manager) = (effect.Turn, effect.Turn, color, record, null);

    private void Direct(EnvironmentEffect effect, Color to, int weight)
    {
        if (!RouteObservation.IsUsedBy(kind))
        {
            return;
        }

        if (!Ready[to] && Ready[to.Other()])
        {
            Broken ??= $"{effect} gives {to} users without a ready pod";
        }

        var weights = to is Color.Blue ? (weight, 100 - weight) : (100 - weight, weight);
        (turn, routeTurn, Route, RouteRecorded, routeManager) = (effect.Turn, effect.Turn, weights, weights, null);
    }

    private EffectRefused Refuse(EnvironmentEffect effect, DateTimeOffset at, RefusalKind refused) =>
        new(at, effect.Turn, RefusalOf(refused));

    private Refusal RefusalOf(RefusalKind refused) => Route == RouteRecorded
        ? new(refused, $"refused as {refused}", turn, Selector, manager)
        : new(refused, $"refused as {refused}", turn, null, routeManager, FoundRoute: $"HTTPRoute/cart to {Route}");
}
