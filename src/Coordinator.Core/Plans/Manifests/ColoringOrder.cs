using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Coordinator.Core.Environments.Colors;

namespace Coordinator.Core.Plans.Manifests;

/// <summary>What is to be coloured, and how.</summary>
public sealed record ColoringOrder
{
    /// <summary>The environment's objects: placeholders replaced except <c>{color}</c>, overrides applied.</summary>
    public required ImmutableArray<JsonObject> Manifests { get; init; }

    /// <summary>The colour that gets them.</summary>
    public required Color Color { get; init; }

    /// <summary>Base names of the Deployments that carry a colour.</summary>
    public required ImmutableArray<string> Deployments { get; init; }

    /// <summary>Those of them that stand behind no Service.</summary>
    public ImmutableSortedDictionary<string, Specs.PreviewMode> Workers { get; init; } =
        ImmutableSortedDictionary<string, Specs.PreviewMode>.Empty;

    /// <summary>Whether someone else applies the manifests: nothing but the Services that reach one colour is derived.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Name of the target Service.</summary>
    public required string Service { get; init; }

    /// <summary>Label that carries the colour.</summary>
    public required string ColorLabel { get; init; }

    /// <summary>Name of the release.</summary>
    public required string Release { get; init; }

    /// <summary>Version of the release.</summary>
    public required string Version { get; init; }

    /// <summary>Namespace to create; null = none.</summary>
    public string? CreateNamespace { get; init; }

    /// <summary>Route that only its router writes, <c>Kind/name</c>; null = none.</summary>
    public string? RoutedObject { get; init; }

    /// <summary>The target Service as it stands in the cluster, from which the coloured ones are derived where the manifests
    /// bring none; null = it is absent.</summary>
    public JsonObject? LiveService { get; init; }

    /// <summary>The order of an environment.</summary>
    public static ColoringOrder Of(EnvironmentPlan plan, ImmutableArray<JsonObject> manifests, Color color,
        JsonObject? liveService) => new()
        {
            Manifests = manifests,
            Color = color,
            Deployments = plan.Deployments,
            Workers = plan.Target.Workers,
            IsExternal = plan.Target.Apply is Specs.TargetApply.External,
            Service = plan.Target.Service,
            ColorLabel = plan.BlueGreen.ColorLabel,
            Release = plan.Release,
            Version = plan.Version,
            CreateNamespace = plan.Target.CreateNamespace ? plan.Target.Namespace : null,
            RoutedObject = plan.BlueGreen.Router switch
            {
                { Kind: Specs.RouterKind.GatewayApi, Route: { } route } => $"HTTPRoute/{route}",
                { Kind: Specs.RouterKind.Istio, Route: { } route } => $"VirtualService/{route}",
                _ => null,
            },
            LiveService = liveService,
        };
}
