using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans.Manifests;

namespace Coordinator.Kubernetes.Traffic.Routes;

/// <summary>The Services of an application that its routes lead to.</summary>
/// <param name="Namespace">Their namespace, and the route's.</param>
/// <param name="Service">The target Service.</param>
internal sealed record RouteTarget(string Namespace, string Service)
{
    /// <summary>The Service that reaches one colour.</summary>
    public string Derived(Color color) => ManifestColoring.NameOf(Service, color);

    /// <summary>Whether a Service is the target or one of the derived ones.</summary>
    public bool Owns(string? service) =>
        service is not null && (service == Service || service == Derived(Color.Blue) || service == Derived(Color.Green));
}
