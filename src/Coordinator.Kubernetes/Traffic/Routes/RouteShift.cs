using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>Gives a colour its weight in the route, in one write for both colours.</summary>
internal sealed class RouteShift(EnvironmentCall call, RouteTraffic traffic, TrafficOrder order, Color to)
{
    private readonly RouteWeights wanted = RouteWeights.Of(order, to);

    /// <summary>What is to be done to the route as it was read.</summary>
    /// <param name="route">The route; null: absent.</param>
    /// <param name="service">The target Service.</param>
    public ObjectStep Step(JsonObject? route, JsonObject? service)
    {
        if (route is null)
        {
            return new ObjectStep.Refuse(traffic.Missing());
        }

        if (traffic.Format.Unfit(route, traffic.Target) is { } unfit)
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.Rejected, unfit));
        }

        var found = traffic.Observe(route, service);
        if (call.Fence.IsOn(route, traffic.Keys))
        {
            // This turn was here before: either its write stands, or someone changed it since.
            return found.Found == wanted.Record
                ? ObjectStep.Nothing
                : new ObjectStep.Refuse(traffic.Foreign(found, wanted, order.From));
        }

        var before = order.From is { } from ? RouteWeights.Of(from, 100) : new RouteWeights(0, 0);
        var isUntouched = found.Recorded is { } record ? record == found.Found : found.Found == before.Record;
        return isUntouched
            ? traffic.Directed(route, wanted)
            : new ObjectStep.Refuse(traffic.Foreign(found, Recorded(found) ?? before, order.From));
    }

    /// <summary>Whether all ready pods of every colour that gets a weight stand behind its own Service, which the route
    /// names.</summary>
    public async Task<bool> AreBackendsReadyAsync(CancellationToken cancellationToken)
    {
        foreach (var color in (Color[])[Color.Blue, Color.Green])
        {
            if (wanted.Share(color) > 0 && !await EndpointWait.ShowsAllAsync(call, traffic.Target.Derived(color), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the weights and waits until they are in force. Null once they are, else why not.</summary>
    public async Task<Refusal?> RunAsync(JsonObject? service, CancellationToken cancellationToken)
    {
        RouteStatus? before = null;
        var written = await traffic.WriteAsync(
            live =>
            {
                before ??= live is null ? null : traffic.Format.StatusOf(live);
                return Step(live, service);
            },
            cancellationToken);
        return written.Refusal ?? await new RouteWait(call, traffic, before).RunAsync(order.Deadline, cancellationToken)
            ?? await JudgeReadBackAsync(service, cancellationToken);
    }

    private async Task<Refusal?> JudgeReadBackAsync(JsonObject? service, CancellationToken cancellationToken)
    {
        var route = await traffic.FindAsync(cancellationToken);
        if (route is null)
        {
            return traffic.Missing();
        }

        var found = traffic.Observe(route, service);
        return call.Fence.Judge(route, traffic.Keys)
            ?? (found.Found == wanted.Record ? null : traffic.Foreign(found, wanted, order.From));
    }

    private static RouteWeights? Recorded(RouteObservation found) => Enumerable.Range(0, 101)
        .Select(blue => new RouteWeights(blue, 100 - blue)).FirstOrDefault(one => one.Record == found.Recorded);
}
