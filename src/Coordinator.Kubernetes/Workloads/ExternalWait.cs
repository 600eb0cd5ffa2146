using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;

namespace Coordinator.Kubernetes.Workloads;

/// <summary>
/// Waits until whoever applies the manifests (Argo CD, Flux, a person) has brought the preview colour in the release's version,
/// and it is rolled out. One that was brought without replicas is given the full count.
/// </summary>
internal sealed class ExternalWait(EnvironmentCall call, ColorOrder order)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    public async Task<PortResult<WorkloadReport>> RunAsync(CancellationToken cancellationToken)
    {
        while (await MissingAsync(cancellationToken) is { } missing)
        {
            if (call.Pacer.Now >= order.Deadline)
            {
                return new Refusal(RefusalKind.DeadlineExceeded,
                    $"{missing} It was to be applied from outside (target.apply: external) before strategy.blueGreen.readyTimeout "
                    + $"was over; look at the Application or Kustomization that applies {order.Preview.Label()}.");
            }

            await call.Pacer.DelayAsync(Interval, cancellationToken);
        }

        foreach (var name in call.Plan.ServingDeployments())
        {
            if (await ScaleAsync(name, cancellationToken) is { } refusal)
            {
                return refusal;
            }
        }

        return await new RolloutWait(call, order.Preview, order.Deadline)
            .RunAsync($"{order.Preview.Label()} was applied from outside", cancellationToken);
    }

    private async Task<string?> MissingAsync(CancellationToken cancellationToken)
    {
        foreach (var name in call.Plan.Deployments)
        {
            var deployment = await call.FindDeploymentAsync(name, order.Preview, cancellationToken);
            if (deployment is null)
            {
                return $"Deployment/{ManifestColoring.NameOf(name, order.Preview)} does not exist.";
            }

            if (!IsOfVersion(deployment))
            {
                return $"Deployment/{deployment.Name()} runs {Describe(deployment)}, not version {call.Plan.Version}: neither its label "
                    + $"{ManifestLabels.Version} nor the tag of an image says so.";
            }
        }

        return null;
    }

    private async Task<Refusal?> ScaleAsync(string name, CancellationToken cancellationToken)
    {
        var wanted = call.Plan.BlueGreen.PreviewReplicas
            ?? await FullCount.ReadAsync(call, order, new ColoredManifests(), name, cancellationToken);
        var written = await call.Writer.WriteAsync(
            ResourceKind.Deployments, ManifestColoring.NameOf(name, order.Preview), live =>
                live is null ? new ObjectStep.Refuse(new Refusal(RefusalKind.Missing, $"Deployment/{name} is gone."))
                : DeploymentState.Replicas(live) > 0 ? ObjectStep.Nothing
                : ScalePatch.Step(ScalePatch.To(wanted)),
            cancellationToken);
        return written.Refusal;
    }

    private bool IsOfVersion(JsonObject deployment) =>
        VersionsOf(deployment).Any(label => label == ManifestLabels.Value(call.Plan.Version))
        || Tags(deployment).Any(tag => tag == call.Plan.Version || tag == $"v{call.Plan.Version}");

    private static IEnumerable<string?> VersionsOf(JsonObject deployment) =>
        [deployment.Text("spec", "template", "metadata", "labels", ManifestLabels.Version), deployment.Label(ManifestLabels.Version)];

    private static IEnumerable<string> Images(JsonObject deployment) =>
        PodTemplates.Containers(deployment.At("spec", "template", "spec") as JsonObject ?? []).Select(one => one.Text("image") ?? "");

    /// <summary>What follows the last colon of the last part of the name: a registry's port is no tag.</summary>
    private static IEnumerable<string> Tags(JsonObject deployment) => Images(deployment)
        .Select(image => image.Split('@')[0].Split('/')[^1]).Where(name => name.Contains(':')).Select(name => name.Split(':')[^1]);

    private static string Describe(JsonObject deployment) =>
        VersionsOf(deployment).FirstOrDefault(label => label is not null) ?? string.Join(", ", Images(deployment));
}
