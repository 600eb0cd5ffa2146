using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Traffic;

/// <summary>
/// The selector's part of a shift: the new colour at 100, both colours at a lower weight by replicas, and nothing at a lower
/// weight by a route, where clients inside the cluster stay on the old colour.
/// </summary>
internal sealed class SelectorShift(EnvironmentCall call, TrafficOrder order, Color to)
{
    private bool IsShared => order.WeightPercent < 100 && call.Plan.BlueGreen.Router.Kind is RouterKind.Replicas;

    private bool IsLeft => order.WeightPercent < 100 && !IsShared;

    private string? WantedColor => IsShared ? null : to.Label();

    /// <summary>What is to be done to the Service as it was read.</summary>
    public ObjectStep Step(JsonObject? service)
    {
        if (service is null)
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} does not exist."));
        }

        var found = TargetService.ColorOf(service, call.ColorLabel);
        if (IsLeft)
        {
            return found == TargetService.Value(order.From) && IsAsRecorded(service, found)
                ? ObjectStep.Nothing
                : new ObjectStep.Refuse(EnvironmentCall.Foreign(service, found, TargetService.Value(order.From)));
        }

        if (call.Fence.IsOn(service))
        {
            // This turn was here before: either its write stands, or someone changed it since.
            return found == WantedColor
                ? ObjectStep.Nothing
                : new ObjectStep.Refuse(EnvironmentCall.Foreign(service, found, WantedColor ?? "both colours"));
        }

        return IsAsRecorded(service, found) && IsExpected(service, found)
            ? new ObjectStep.Merge(
                IsShared ? TargetService.SharedPatch(call.ColorLabel, to.Other()) : TargetService.Patch(call.ColorLabel, to),
                FieldManagers.Traffic)
            : new ObjectStep.Refuse(EnvironmentCall.Foreign(service, found, TargetService.Value(order.From)));
    }

    /// <summary>Writes it and waits for the endpoints. Null once users are there, else why not.</summary>
    public async Task<Refusal?> RunAsync(CancellationToken cancellationToken)
    {
        if (IsLeft)
        {
            return null;
        }

        var written = await call.Writer.WriteAsync(ResourceKind.Services, call.Plan.Target.Service, Step, cancellationToken);
        if (written.Refusal is { } refusal)
        {
            return refusal;
        }

        var wait = IsShared ? EndpointWait.ForBoth(call, to) : new EndpointWait(call, to);
        if (!await wait.RunAsync(order.Deadline, cancellationToken))
        {
            return await JudgeReadBackAsync(cancellationToken) ?? new Refusal(RefusalKind.DeadlineExceeded,
                $"Service/{call.Plan.Target.Service} selects {WantedColor ?? "both colours"}, but its EndpointSlices do not show that in time.");
        }

        return await JudgeReadBackAsync(cancellationToken);
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
            ?? (found == WantedColor ? null : EnvironmentCall.Foreign(service, found, WantedColor ?? "both colours"));
    }

    private static bool IsAsRecorded(JsonObject service, string? found) => TargetService.RecordOf(service) switch
    {
        null => true,
        var record when SharedSelector.ActiveOf(record) is not null => found is null,
        var record => found == record,
    };

    private bool IsExpected(JsonObject service, string? found) =>
        found == TargetService.Value(order.From) || found == to.Label()
        || (found is null && order.From is { } from && SharedSelector.ActiveOf(TargetService.RecordOf(service)) == from);
}
