using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>Applies the preview colour and waits for it.</summary>
internal sealed class DeployEffect(EnvironmentCall call, ColorOrder order, ImmutableArray<JsonObject> manifests)
{
    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        if (JudgeService(service) is { } refusal)
        {
            return refusal;
        }

        if (RouteTraffic.Of(call) is { } route
            && await route.JudgeUnusedAsync(order.Preview, service, cancellationToken) is { } weighted)
        {
            return weighted;
        }

        var colored = ManifestColoring.Color(ColoringOrder.Of(call.Plan, manifests, order.Preview, service));
        if (!colored.Errors.IsEmpty)
        {
            return new Refusal(RefusalKind.Rejected, string.Join("; ", colored.Errors) + ".");
        }

        if (call.Plan.Target.Apply is TargetApply.External)
        {
            return await WithImagesAsync(await new ExternalWait(call, order).RunAsync(cancellationToken), cancellationToken);
        }

        var scalers = await Autoscalers.ReadAsync(call, cancellationToken);
        foreach (var workload in colored.OfRole(ManifestRole.ColoredWorkload))
        {
            if (await DeployAsync(colored, workload, scalers, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        var waited = await new RolloutWait(call, order.Preview, order.Deadline)
            .RunAsync($"Deployed {order.Preview.Label()}", cancellationToken);
        return await WithImagesAsync(waited, cancellationToken);
    }

    private async Task<PortResult<WorkloadReport>> WithImagesAsync(
        PortResult<WorkloadReport> deployed, CancellationToken cancellationToken)
    {
        if (deployed.Value is not { } report)
        {
            return deployed;
        }

        var images = await new RunningImages(call, order.Preview).ReadAsync(cancellationToken);
        return images.Refusal is { } refusal ? refusal : report with { Images = images.Value!.ByImage };
    }

    /// <summary>Ready pods of a preview must not serve by themselves, nor may a colour that serves be deployed over.</summary>
    private Refusal? JudgeService(JsonObject? service)
    {
        if (service is null)
        {
            return new Refusal(RefusalKind.Missing,
                $"Service/{call.Plan.Target.Service} does not exist; it is made when the environment is prepared.");
        }

        if (call.Fence.Judge(service) is { } refusal)
        {
            return refusal;
        }

        var color = TargetService.ColorOf(service, call.ColorLabel);
        return color is null
            ? new Refusal(RefusalKind.TrafficSplit,
                $"Service {service.Name()} selects no colour: pods of a preview would serve as soon as they are ready.")
            : color == order.Preview.Label()
                ? EnvironmentCall.Foreign(service, color, TargetService.Value(order.Active))
                : null;
    }

    private async Task<Refusal?> DeployAsync(
        ColoredManifests colored, ColoredObject workload, Autoscalers scalers, CancellationToken cancellationToken)
    {
        if (await RemoveOtherSelectorAsync(workload, cancellationToken) is { } refused)
        {
            return refused;
        }

        var applied = await call.Writer.WriteAsync(
            ResourceKind.Deployments, workload.Body.Name(), live =>
                new ObjectStep.Apply(Applied(workload.Body, live)), cancellationToken);
        if (applied.Refusal is { } refusal)
        {
            return refusal;
        }

        var isIdle = call.Plan.Target.Workers.TryGetValue(workload.Base, out var preview) && preview is PreviewMode.Idle;
        var wanted = isIdle ? 0 : call.Plan.BlueGreen.PreviewReplicas
            ?? await FullCount.ReadAsync(call, order, colored, workload.Base, cancellationToken);
        var scaled = colored.Autoscaled.Contains(workload.Base) || scalers.Own(workload.Body.Name());
        if (await SettleScalersAsync(
            colored, workload, scalers, isIdle ? FullCount.OfManifest(colored, workload) : wanted, cancellationToken) is { } unsettled)
        {
            return unsettled;
        }

        // What was created is harmless until this conditional patch releases it. What an autoscaler made larger stays.
        var released = await call.Writer.WriteAsync(
            ResourceKind.Deployments,
            workload.Body.Name(),
            live => live is null ? Gone(workload)
                : DeploymentState.Replicas(live) == wanted || (scaled && !isIdle && DeploymentState.Replicas(live) > wanted) ? ObjectStep.Nothing
                : ScalePatch.Step(ScalePatch.To(wanted)),
            cancellationToken);
        return released.Refusal;
    }

    /// <summary>
    /// What is applied: with 0 replicas where the Deployment is new, else without replicas, which the releasing patch owns.
    /// Where an apply still owns them (a crash before the release), leaving them out would reset them to 1: they are kept.
    /// </summary>
    internal static JsonObject Applied(JsonObject manifest, JsonObject? live)
    {
        var body = manifest.Copy();
        var spec = body.Child("spec");
        spec.Remove("replicas");
        if (live is null)
        {
            spec["replicas"] = 0;
        }
        else if (live.Objects("metadata", "managedFields").Any(entry => entry.Text("manager") is FieldManagers.Apply
            && entry.Text("operation") is "Apply" && entry.At("fieldsV1", "f:spec", "f:replicas") is not null))
        {
            spec["replicas"] = DeploymentState.Replicas(live);
        }

        return body;
    }

    /// <summary>A selector can't be changed: the Deployment is made anew. It carries no weight, the Service was looked
    /// at.</summary>
    private async Task<Refusal?> RemoveOtherSelectorAsync(ColoredObject workload, CancellationToken cancellationToken)
    {
        var deleted = false;
        while (await call.Api.FindAsync(ResourceKind.Deployments, workload.Body.Name(), cancellationToken) is { } live)
        {
            var ending = live.Text("metadata", "deletionTimestamp") is not null;
            if (!ending && JsonNode.DeepEquals(live.At("spec", "selector"), workload.Body.At("spec", "selector")))
            {
                return null;
            }

            if (call.Fence.Judge(live) is { } refusal)
            {
                return refusal;
            }

            if (call.Pacer.Now >= order.Deadline)
            {
                return new Refusal(RefusalKind.DeadlineExceeded,
                    $"Deployment/{workload.Body.Name()} with another selector is still being deleted.");
            }

            if (!ending)
            {
                await call.Api.DeleteAsync(ResourceKind.Deployments, live, cancellationToken);
                deleted = true;
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }

        return deleted ? await WaitForPodsToEndAsync(workload, cancellationToken) : null;
    }

    private async Task<Refusal?> WaitForPodsToEndAsync(ColoredObject workload, CancellationToken cancellationToken)
    {
        while (await AnyPodAsync(workload, cancellationToken))
        {
            if (call.Pacer.Now >= order.Deadline)
            {
                return new Refusal(RefusalKind.DeadlineExceeded,
                    $"Pods of the former Deployment/{workload.Body.Name()} are still there.");
            }

            await call.Pacer.DelayAsync(Pacer.Rollout, cancellationToken);
        }

        return null;
    }

    private async Task<bool> AnyPodAsync(ColoredObject workload, CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        return service is not null && (await call.PodsAsync(service, workload.Color!.Value, cancellationToken))
            .Any(pod => pod.Objects("metadata", "ownerReferences")
                .Any(one => (one.Text("name") ?? "").StartsWith(workload.Body.Name(), StringComparison.Ordinal)));
    }

    /// <summary>Autoscalers that stand before the Deployment has replicas never see it idle.</summary>
    private async Task<Refusal?> SettleScalersAsync(
        ColoredManifests colored, ColoredObject workload, Autoscalers scalers, int wanted, CancellationToken cancellationToken)
    {
        foreach (var scaler in colored.OfRole(ManifestRole.ColoredScaler).Where(one => one.Base == workload.Base))
        {
            if (await ApplyScalerAsync(scaler, wanted, cancellationToken) is { } refused)
            {
                return refused;
            }
        }

        if (colored.Autoscaled.Contains(workload.Base))
        {
            return null;
        }

        return await scalers.HoldAsync(workload.Body.Name(), wanted, cancellationToken)
            ?? (order.Active is { } active && active != order.Preview
                ? await scalers.CopyAsync(
                    ManifestColoring.NameOf(workload.Base, active), workload.Body.Name(), order.Preview, wanted, cancellationToken)
                : null);
    }

    private async Task<Refusal?> ApplyScalerAsync(ColoredObject scaler, int wanted, CancellationToken cancellationToken)
    {
        var body = Autoscalers.Held(scaler.Body, wanted);
        var kind = await call.Api.Connection.Kinds.FindAsync(body, cancellationToken);
        return kind is null
            ? new Refusal(RefusalKind.Rejected, $"The cluster knows no {body.Text("apiVersion")} {body.Kind()}.")
            : (await call.Writer.WriteAsync(kind, body.Name(), _ => new ObjectStep.Apply(body), cancellationToken)).Refusal;
    }

    private static ObjectStep Gone(ColoredObject workload) =>
        new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Deployment/{workload.Body.Name()} is gone."));
}
