using Coordinator.Core.Environments;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Ports;

namespace Coordinator.Core.Tests.Model;

/// <summary>A cluster as far as an environment can tell: two colours, a selector, and the turn that fences every write.</summary>
internal sealed class ModelCluster
{
    private long turn;
    private string? manager;

    /// <summary>Colour in the selector; <c>none</c> or another text.</summary>
    public string Selector { get; private set; } = "blue";

    /// <summary>Colour that the last write of the coordinator recorded.</summary>
    public string Recorded { get; private set; } = "blue";

    public Dictionary<Color, string?> Versions { get; } = new() { [Color.Blue] = "1", [Color.Green] = null };

    public Dictionary<Color, bool> Ready { get; } = new() { [Color.Blue] = true, [Color.Green] = false };

    public Dictionary<Color, int> Pods { get; } = new() { [Color.Blue] = 2, [Color.Green] = 2 };

    /// <summary>Highest turn that was ever written.</summary>
    public long Turn => turn;

    /// <summary>Whether a write that must not land did.</summary>
    public string? Broken { get; private set; }

    public static ModelCluster Empty()
    {
        var cluster = new ModelCluster { Selector = "none", Recorded = "none" };
        (cluster.Versions[Color.Blue], cluster.Ready[Color.Blue]) = (null, false);
        return cluster;
    }

    /// <summary>Someone else patches the selector.</summary>
    public void Patch(string color) => (Selector, manager) = (color, "kubectl-edit");

    public TrafficObservation Observe() => new(
        Selector, Recorded, Selector == "blue" ? 100 : 0, Selector == "green" ? 100 : 0, Ready[Color.Blue] ? 2 : 0, Ready[Color.Green] ? 2 : 0,
        2, turn, "model", manager ?? "coordinator-traffic", Pods[Color.Blue], Pods[Color.Green]);

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
            PrepareTarget or AdoptWorkload => Stamp(effect, at),
            RunPrepareJob => new PrepareJobEnded(at, effect.Turn, true, "done"),
            RunChecks => new ChecksEnded(at, effect.Turn, []),
            DeployPreview deploy => Deploy(deploy, plan, at),
            EnsureCapacity capacity => Ready[capacity.Order.Preview] ? Stamp(effect, at) : Refuse(effect, at, RefusalKind.DeadlineExceeded),
            ShiftTraffic shift => Shift(shift, at),
            RestoreTraffic restore => Restore(restore, at),
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
        SelectorManager = manager,
    };

    private WorkDone Stamp(EnvironmentEffect effect, DateTimeOffset at)
    {
        turn = effect.Turn;
        return new(at, effect.Turn, new(2, "done"));
    }

    private EnvironmentEvent Deploy(DeployPreview deploy, EnvironmentPlan plan, DateTimeOffset at)
    {
        if (Selector == deploy.Order.Preview.Label() && Selector != Recorded)
        {
            return Refuse(deploy, at, RefusalKind.ForeignChange);
        }

        if (Selector == deploy.Order.Preview.Label())
        {
            Broken ??= $"{deploy} changed the color that serves";
        }

        (Versions[deploy.Order.Preview], Ready[deploy.Order.Preview]) = (plan.Version, true);
        return Stamp(deploy, at);
    }

    private EnvironmentEvent Shift(ShiftTraffic shift, DateTimeOffset at)
    {
        var to = shift.Order.To!.Value;
        if (Selector != Recorded)
        {
            return Refuse(shift, at, RefusalKind.ForeignChange);
        }

        if (!Ready[to] || Versions[to] is null)
        {
            return Refuse(shift, at, RefusalKind.NotReady);
        }

        Write(shift, to.Label());
        return new TrafficShifted(at, shift.Turn, Observe());
    }

    private EnvironmentEvent Restore(RestoreTraffic restore, DateTimeOffset at)
    {
        if (restore.Order.To is not { } to)
        {
            Write(restore, "none");
            return new TrafficRestored(at, restore.Turn, Observe());
        }

        if (Versions[to] is null)
        {
            return Refuse(restore, at, RefusalKind.NoPreviousColor);
        }

        // Scaled up first where it has to be: users stay until then.
        Ready[to] = true;
        Write(restore, to.Label());
        return new TrafficRestored(at, restore.Turn, Observe());
    }

    private WorkDone FollowUp(FollowActive follow, DateTimeOffset at)
    {
        Pods[follow.Order.Preview] = Math.Max(Pods[follow.Order.Preview], Pods[follow.Order.Active!.Value]);
        return Stamp(follow, at);
    }

    private EnvironmentEvent ScaleDown(EnvironmentEffect effect, Color color, DateTimeOffset at)
    {
        if (Selector == color.Label())
        {
            return Refuse(effect, at, RefusalKind.ForeignChange);
        }

        (Versions[color], Ready[color]) = (null, false);
        return Stamp(effect, at);
    }

    private void Write(EnvironmentEffect effect, string color)
    {
        (turn, Selector, Recorded, manager) = (effect.Turn, color, color, null);
    }

    private EffectRefused Refuse(EnvironmentEffect effect, DateTimeOffset at, RefusalKind kind) =>
        new(at, effect.Turn, new(kind, $"refused as {kind}", turn, Selector, manager));
}
