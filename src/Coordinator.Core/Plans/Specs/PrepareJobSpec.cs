namespace Coordinator.Core.Plans.Specs;

/// <summary>A Kubernetes Job that runs before the preview is deployed.</summary>
public sealed record PrepareJobSpec
{
    /// <summary>Name, unique within the release.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it runs once per environment, region or release. Default environment.</summary>
    public Scope Scope { get; init; } = Scope.Environment;

    /// <summary>What runs.</summary>
    public required JobSpec Job { get; init; }

    /// <summary>Limit of one attempt. Default 10 minutes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Further attempts after a failed one. Default 0; 0 to 10.</summary>
    public int Retries { get; init; }

    /// <summary>What it does to a database; null = nothing.</summary>
    public MigrationSpec? Migration { get; init; }
}
