using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Objects;
using Coordinator.Kubernetes.Traffic;
using Coordinator.Kubernetes.Traffic.Routes;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Reads what <see cref="ColorDecision"/> decides from.</summary>
internal static class ColorReader
{
    /// <summary>Service, Deployments and pods, as they are now.</summary>
    public static async Task<ColorObservation> ReadAsync(
        EnvironmentCall call, ImmutableArray<JsonObject> manifests, CancellationToken cancellationToken)
    {
        var service = await call.FindServiceAsync(cancellationToken);
        var traffic = RouteTraffic.Of(call);
        var route = traffic?.Observe(await traffic.FindAsync(cancellationToken), service);
        var selecting = service.At("spec", "selector") is JsonObject
            ? service
            : manifests.FirstOrDefault(one => one.Kind() is "Service" && one.Name() == call.Plan.Target.Service);
        var rest = Selectors.WithoutColor(selecting, call.ColorLabel);
        var deployments = await call.Api.ListAsync(ResourceKind.Deployments, null, cancellationToken);
        var pods = rest.IsEmpty ? [] : await call.Api.ListAsync(ResourceKind.Pods, Selectors.Query(rest), cancellationToken);
        var matching = deployments.Where(one => !rest.IsEmpty && Selectors.Matches(PodLabels(one), rest)).ToArray();
        var workloads = deployments.Select(one => Colored(call, one, matching)).OfType<ColoredWorkload>().ToImmutableArray();
        var living = pods.Where(pod => !PodState.IsEnding(pod)).Select(pod => pod.Label(call.ColorLabel)).ToArray();
        return new ColorObservation
        {
            ServiceExists = service is not null,
            SelectorColor = TargetService.ColorOf(service, call.ColorLabel),
            RecordedActive = TargetService.RecordOf(service),
            Owner = service.Annotation(ManifestLabels.Owner),
            Turn = deployments.Where(one => workloads.Any(workload => workload.Deployment == one.Name()))
                .Select(one => FenceRules.TurnOf(one)).Append(FenceRules.TurnOf(service))
                .Append(route?.Turn ?? 0).Max(),
            ServiceTurn = FenceRules.TurnOf(service),
            Route = route,
            SelectorManager = TargetService.ManagerOf(service),
            Workloads = workloads,
            UncoloredDeployments = [.. matching.Where(one => !PodLabels(one).ContainsKey(call.ColorLabel))
                .Select(one => one.Name())],
            UncoloredPods = living.Count(color => color is null),
            UnknownColors =
            [
                .. living.Concat(matching.Select(one => PodLabels(one).GetValueOrDefault(call.ColorLabel)))
                    .OfType<string>().Where(color => ColorNames.Parse(color) is null).Distinct().Order(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>Coloured by its name, where it is one of the plan's, or by the label of its pods, where the Service matches
    /// them.</summary>
    private static ColoredWorkload? Colored(EnvironmentCall call, JsonObject deployment, JsonObject[] matching)
    {
        Color[] colors = [Color.Blue, Color.Green];
        Color? byName = colors.Where(
            color => call.Plan.Deployments.Any(name => ManifestColoring.NameOf(name, color) == deployment.Name()))
            .Select(color => (Color?)color).FirstOrDefault();
        var byLabel = matching.Contains(deployment) ? ColorNames.Parse(PodLabels(deployment).GetValueOrDefault(call.ColorLabel))
            : null;
        return (byName ?? byLabel) is not { } found
            ? null
            : new ColoredWorkload(
                deployment.Name(), found, DeploymentState.Replicas(deployment), DeploymentState.Ready(deployment),
                deployment.Label(ManifestLabels.Version), deployment.Annotation(ManifestLabels.Owner), deployment.Label(ManifestLabels.Release));
    }

    private static SortedDictionary<string, string> PodLabels(JsonObject deployment) =>
        deployment.Texts("spec", "template", "metadata", "labels");
}
