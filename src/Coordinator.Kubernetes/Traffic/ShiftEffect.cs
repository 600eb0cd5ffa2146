using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>Gives all users to a colour that can take them.</summary>
internal sealed class ShiftEffect(EnvironmentCall call, TrafficOrder order, Color to)
{
    /// <summary>Null once users are there, else why not.</summary>
    public async Task<Refusal?> RunAsync(CancellationToken cancellationToken)
    {
        if (await WaitForPodsAsync(cancellationToken) is { } unready)
        {
            return unready;
        }

        var written = await call.Writer.WriteAsync(ResourceKind.Services, call.Plan.Target.Service, Step, cancellationToken);
        if (written.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!await new EndpointWait(call, to).RunAsync(order.Deadline, cancellationToken))
        {
            return await JudgeReadBackAsync(cancellationToken) ?? new Refusal(RefusalKind.DeadlineExceeded,
                $"Service/{call.Plan.Target.Service} selects {to.Label()}, but its EndpointSlices do not show that in time.");
        }

        return await JudgeReadBackAsync(cancellationToken);
    }

    private ObjectStep Step(JsonObject? service)
    {
        if (service is null)
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} does not exist."));
        }

        var found = TargetService.ColorOf(service, call.ColorLabel);
        var record = TargetService.RecordOf(service);
        if (call.Fence.IsOn(service))
        {
            // This turn was here before: either its write stands, or someone changed it since.
            return found == to.Label()
                ? ObjectStep.Nothing
                : new ObjectStep.Refuse(EnvironmentCall.Foreign(service, found, to.Label()));
        }

        var expected = record ?? TargetService.Value(order.From);
        return found == expected && (found == TargetService.Value(order.From) || found == to.Label())
            ? new ObjectStep.Merge(TargetService.Patch(call.ColorLabel, to), FieldManagers.Traffic)
            : new ObjectStep.Refuse(EnvironmentCall.Foreign(service, found, TargetService.Value(order.From)));
    }

    /// <summary>Ready means ready under the selector as it will be: every wanted replica, and one at least.</summary>
    private async Task<Refusal?> WaitForPodsAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var service = await call.FindServiceAsync(cancellationToken);
            if (service is null)
            {
                return new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} does not exist.");
            }

            // A refusal is not worth waiting for, and what this turn has done needs no pods any more.
            var step = Step(service);
            var refusal = call.Fence.Judge(service) ?? (step as ObjectStep.Refuse)?.Refusal;
            if (refusal is not null || step is ObjectStep.Done)
            {
                return refusal;
            }

            var wanted = await WantedAsync(cancellationToken);
            var ready = (await call.PodsAsync(service, to, cancellationToken)).Count(PodState.IsReady);
            if (ready > 0 && ready >= wanted)
            {
                return null;
            }

            if (wanted is 0 || call.Pacer.Now >= order.Deadline)
            {
                return new Refusal(RefusalKind.NotReady,
                    $"{to.Label()} has {ready} ready pods of {wanted} under the selector of Service/{call.Plan.Target.Service}.");
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }
    }

    private async Task<int> WantedAsync(CancellationToken cancellationToken)
    {
        var wanted = 0;
        foreach (var name in call.Plan.ServingDeployments())
        {
            wanted += DeploymentState.Replicas(await call.FindDeploymentAsync(name, to, cancellationToken));
        }

        return wanted;
    }

    private async Task<Refusal?> JudgeReadBackAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        if (service is null)
        {
            return new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} is gone.");
        }

        var found = TargetService.ColorOf(service, call.ColorLabel);
        return call.Fence.Judge(service)
            ?? (found == to.Label() ? null : EnvironmentCall.Foreign(service, found, to.Label()));
    }
}
