namespace Coordinator.Core.Views;

/// <summary>Kinds of registry rows.</summary>
public static class RegistryKinds
{
    /// <summary>Content: <see cref="ReleaseSummary"/>.</summary>
    public const string Release = "release";

    /// <summary>Content: <see cref="Plans.Specs.ClusterSpec"/>.</summary>
    public const string Cluster = "cluster";

    /// <summary>An environment that a release was started in; content: <see cref="EnvironmentReport"/> without detail.</summary>
    public const string Environment = "environment";

    /// <summary>What an environment measured in a release that it has left since; name: RELEASE/ENVIRONMENT; content:
    /// <see cref="Reports.EnvironmentOutcome"/>.</summary>
    public const string Outcome = "outcome";
}
