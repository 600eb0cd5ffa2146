using System.Collections.Immutable;

namespace Coordinator.Core.Environments.Colors;

/// <summary>What was read in a cluster about an application's colours, all in one go.</summary>
public sealed record ColorObservation
{
    /// <summary>Whether the target Service exists.</summary>
    public required bool ServiceExists { get; init; }

    /// <summary>Value of the colour label in the Service's selector; null where it has none.</summary>
    public string? SelectorColor { get; init; }

    /// <summary>Value of the annotation <c>coordinator.dev/active</c>; null where it is absent.</summary>
    public string? RecordedActive { get; init; }

    /// <summary>Value of the annotation <c>coordinator.dev/owner</c>; null where it is absent.</summary>
    public string? Owner { get; init; }

    /// <summary>Highest <c>coordinator.dev/turn</c> among the Service, the route and the Deployments; 0 where there is none.</summary>
    public long Turn { get; init; }

    /// <summary>Turn on the Service alone; 0 where there is none.</summary>
    public long ServiceTurn { get; init; }

    /// <summary>Field manager that last wrote the selector's colour; null where it is unknown.</summary>
    public string? SelectorManager { get; init; }

    /// <summary>The route; null with routers that have none.</summary>
    public RouteObservation? Route { get; init; }

    /// <summary>The coloured Deployments that exist.</summary>
    public ImmutableArray<ColoredWorkload> Workloads { get; init; } = [];

    /// <summary>Deployments without a colour whose pods match the rest of the Service's selector.</summary>
    public ImmutableArray<string> UncoloredDeployments { get; init; } = [];

    /// <summary>Pods without a colour label that match the rest of the selector.</summary>
    public int UncoloredPods { get; init; }

    /// <summary>Values of the colour label of matching pods and Deployments that are neither blue nor green.</summary>
    public ImmutableArray<string> UnknownColors { get; init; } = [];
}
