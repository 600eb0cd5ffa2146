using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// Takes over Deployments without a colour: a clone of the live template beside each, ready before the selector names it, the
/// original to zero only after that. Begun again from any point, it goes on from there.
/// </summary>
internal sealed class AdoptEffect(EnvironmentCall call, ColorOrder order)
{
    private static readonly string[] ClonedSpec =
        ["template", "strategy", "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"];

    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        if (order.Active is not { } color)
        {
            return new Refusal(RefusalKind.Missing, "There is no colour to adopt the running Deployment as.");
        }

        var service = await call.FindServiceAsync(cancellationToken);
        if (service is null)
        {
            return new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} does not exist.");
        }

        if (call.Fence.Judge(service) is { } stale)
        {
            return stale;
        }

        foreach (var name in call.Plan.Deployments)
        {
            if (await CloneAsync(name, color, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        var ready = await new RolloutWait(call, color, order.Deadline).RunAsync($"Adopted as {color.Label()}", cancellationToken);
        return ready.Refusal
            ?? await SelectAsync(color, cancellationToken)
            ?? await RetireAsync(cancellationToken)
            ?? ready;
    }

    private async Task<Refusal?> CloneAsync(string name, Color color, CancellationToken cancellationToken)
    {
        var original = await call.Api.FindAsync(ResourceKind.Deployments, name, cancellationToken);
        var target = ManifestColoring.NameOf(name, color);
        var existing = await call.Api.FindAsync(ResourceKind.Deployments, target, cancellationToken);
        if (original is null && existing is null)
        {
            return new Refusal(RefusalKind.Missing,
                $"Deployment/{name} does not exist: the pods that serve belong to another. Name it in spec.target.deployment.");
        }

        if (existing is null)
        {
            var clone = Clone(original!, target, color);
            var applied = await call.Writer.WriteAsync(
                ResourceKind.Deployments, target,
                live => live is null ? new ObjectStep.Apply(clone) : ObjectStep.Nothing, cancellationToken);
            if (applied.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        // Once the original is at zero the clone's own count is what was taken over.
        var wanted = DeploymentState.Replicas(original);
        var scalers = await Autoscalers.ReadAsync(call, cancellationToken);
        var held = Math.Max(wanted, DeploymentState.Replicas(existing));
        if (await scalers.CopyAsync(name, target, color, held, cancellationToken) is { } unscaled)
        {
            return unscaled;
        }

        var released = await call.Writer.WriteAsync(
            ResourceKind.Deployments, target,
            live => live is null ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Deployment/{target} is gone."))
                : DeploymentState.Replicas(live) >= wanted ? ObjectStep.Nothing
                : ScalePatch.Step(ScalePatch.To(wanted)),
            cancellationToken);
        return released.Refusal;
    }

    private JsonObject Clone(JsonObject original, string name, Color color)
    {
        var spec = new JsonObject { ["replicas"] = 0 };
        foreach (var field in ClonedSpec)
        {
            if (original.At("spec", field) is { } value)
            {
                spec[field] = value.DeepClone();
            }
        }

        spec["selector"] = original.At("spec", "selector")?.DeepClone();
        spec.Child("selector").Child("matchLabels")[call.ColorLabel] = color.Label();
        var podMetadata = spec.Child("template").Child("metadata");
        podMetadata.Remove("creationTimestamp");
        podMetadata.Child("labels")[call.ColorLabel] = color.Label();
        var clone = new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        };
        var labels = clone.Child("metadata").Child("labels");
        foreach (var (label, value) in original.Texts("metadata", "labels"))
        {
            labels[label] = value;
        }

        labels[call.ColorLabel] = color.Label();
        labels[ManifestLabels.ManagedBy] = "coordinator";
        return clone;
    }

    private async Task<Refusal?> SelectAsync(Color color, CancellationToken cancellationToken)
    {
        var written = await call.Writer.WriteAsync(
            ResourceKind.Services, call.Plan.Target.Service, live => SelectStep(live, color), cancellationToken);
        if (written.Refusal is { } refusal)
        {
            return refusal;
        }

        var shown = await new EndpointWait(call, color).RunAsync(order.Deadline, cancellationToken);
        return shown ? null : new Refusal(RefusalKind.DeadlineExceeded,
            $"The EndpointSlices of Service/{call.Plan.Target.Service} do not show {color.Label()} in time.");
    }

    private ObjectStep SelectStep(JsonObject? live, Color color)
    {
        if (live is null)
        {
            return new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Service/{call.Plan.Target.Service} is gone."));
        }

        var found = TargetService.ColorOf(live, call.ColorLabel);
        if (found == color.Label() && TargetService.RecordOf(live) == color.Label())
        {
            return ObjectStep.Nothing;
        }

        return found is null or ColorNames.None || found == color.Label()
            ? new ObjectStep.Merge(TargetService.Patch(call.ColorLabel, color), FieldManagers.Traffic)
            : new ObjectStep.Refuse(EnvironmentCall.Foreign(live, found, color.Label()));
    }

    /// <summary>Keep-alive connections stay on the original until its pods end: they get the delay to move over.</summary>
    private async Task<Refusal?> RetireAsync(CancellationToken cancellationToken)
    {
        var originals = new List<string>();
        var wait = call.Plan.BlueGreen.AbortScaleDownDelay;
        foreach (var name in call.Plan.Deployments)
        {
            var original = await call.Api.FindAsync(ResourceKind.Deployments, name, cancellationToken);
            if (DeploymentState.Replicas(original) > 0)
            {
                originals.Add(name);
                var grace = DeploymentState.GracePeriod(original);
                wait = grace > wait ? grace : wait;
            }
        }

        if (originals.Count > 0)
        {
            await call.Pacer.DelayAsync(wait, cancellationToken);
        }

        foreach (var name in originals)
        {
            var written = await call.Writer.WriteAsync(
                ResourceKind.Deployments, name,
                live => live is null || DeploymentState.Replicas(live) is 0
                    ? new ObjectStep.Refuse(Retired)
                    : ScalePatch.Step(ScalePatch.ToZero(live)),
                cancellationToken);
            if (written.Refusal is { } refusal && refusal != Retired)
            {
                return refusal;
            }
        }

        return null;
    }

    private static Refusal Retired { get; } = new(RefusalKind.Missing, "It is at zero.");
}
