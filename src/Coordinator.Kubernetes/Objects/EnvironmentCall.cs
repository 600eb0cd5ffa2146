using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;

namespace Coordinator.Kubernetes.Objects;

/// <summary>What every effect on an environment needs.</summary>
internal sealed record EnvironmentCall(EnvironmentPlan Plan, Fence Fence, ClusterApi Api, Pacer Pacer)
{
    /// <summary>Writes under the fence.</summary>
    public FencedWriter Writer { get; } = new(Api, Fence, Pacer);

    /// <summary>Label that carries the colour.</summary>
    public string ColorLabel => Plan.BlueGreen.ColorLabel;

    /// <summary>The target Service, or null.</summary>
    public Task<JsonObject?> FindServiceAsync(CancellationToken cancellationToken) =>
        Api.FindAsync(ResourceKind.Services, Plan.Target.Service, cancellationToken);

    /// <summary>A Deployment of a colour, or null.</summary>
    public Task<JsonObject?> FindDeploymentAsync(string baseName, Color color, CancellationToken cancellationToken) =>
        Api.FindAsync(ResourceKind.Deployments, ManifestColoring.NameOf(baseName, color), cancellationToken);

    /// <summary>Pods that the Service would reach with that colour in its selector, ending ones included.</summary>
    public async Task<JsonObject[]> PodsAsync(JsonObject service, Color color, CancellationToken cancellationToken) =>
        [.. await Api.ListAsync(ResourceKind.Pods, Selectors.Query(Selectors.WithColor(service, ColorLabel, color)),
            cancellationToken)];

    /// <summary>Pods of a Deployment, by its selector.</summary>
    public async Task<JsonObject[]> PodsAsync(JsonObject deployment, CancellationToken cancellationToken) =>
        [.. await Api.ListAsync(
            ResourceKind.Pods, Selectors.Query(deployment.Texts("spec", "selector", "matchLabels")), cancellationToken)];

    /// <summary>Pods without a colour that the rest of the Service's selector matches.</summary>
    public async Task<JsonObject[]> UncoloredPodsAsync(JsonObject service, CancellationToken cancellationToken)
    {
        var rest = Selectors.WithoutColor(service, ColorLabel);
        return rest.IsEmpty
            ? []
            :
            [
                .. (await Api.ListAsync(ResourceKind.Pods, $"{Selectors.Query(rest)},!{ColorLabel}", cancellationToken))
                    .Where(pod => !PodState.IsEnding(pod)),
            ];
    }

    /// <summary>Pods that are neither blue nor green and that the rest of the Service's selector matches.</summary>
    public async Task<JsonObject[]> OtherPodsAsync(JsonObject service, CancellationToken cancellationToken) =>
        Selectors.WithoutColor(service, ColorLabel) is { IsEmpty: false } rest
            ?
            [
                .. (await Api.ListAsync(ResourceKind.Pods, $"{Selectors.Query(rest)},{ColorLabel} notin (blue,green)", cancellationToken))
                    .Where(pod => !PodState.IsEnding(pod)),
            ]
            : [];

    /// <summary>Refuses where selector and order disagree in a way that must not be written over.</summary>
    public static Refusal Foreign(JsonObject service, string? found, string expected) =>
        new(RefusalKind.ForeignChange,
            $"Service {service.Name()} selects {found ?? "no colour"}, expected {expected}: "
            + $"{Traffic.TargetService.ManagerOf(service) ?? "someone"} changed it.",
            FoundColor: found, Manager: Traffic.TargetService.ManagerOf(service));
}
