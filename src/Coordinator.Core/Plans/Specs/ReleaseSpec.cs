using System.Collections.Immutable;

namespace Coordinator.Core.Plans.Specs;

/// <summary>A Release file, parsed, with every default filled in. What is null was left out and has no default.</summary>
public sealed record ReleaseSpec
{
    /// <summary>Unique name: a DNS-1123 subdomain of at most 63 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Labels of the release; holds select by them.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The application that is released.</summary>
    public required string Application { get; init; }

    /// <summary>The version; takes the place of <c>{version}</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Free text for people.</summary>
    public string? Description { get; init; }

    /// <summary>Address of the change record.</summary>
    public string? ChangeRef { get; init; }

    /// <summary>Whether it replaces a release under way instead of queueing behind it. Default false.</summary>
    public bool Supersede { get; init; }

    /// <summary>Where in each cluster.</summary>
    public required TargetSpec Target { get; init; }

    /// <summary>What is applied.</summary>
    public required ManifestsSpec Manifests { get; init; }

    /// <summary>True for <c>waves: auto</c>; then <see cref="Waves"/> is empty.</summary>
    public bool WavesAuto { get; init; }

    /// <summary>The ordered waves.</summary>
    public ImmutableArray<WaveSpec> Waves { get; init; } = [];

    /// <summary>Fleet-wide limit on an unproven version.</summary>
    public ExposureSpec Exposure { get; init; } = new();

    /// <summary>When environments may start; null = always.</summary>
    public WindowsSpec? Windows { get; init; }

    /// <summary>Checks before anything is touched.</summary>
    public PreflightSpec Preflight { get; init; } = new();

    /// <summary>Jobs before the preview is deployed, in order.</summary>
    public ImmutableArray<PrepareJobSpec> Prepare { get; init; } = [];

    /// <summary>How colours and traffic change.</summary>
    public BlueGreenSpec BlueGreen { get; init; } = new();

    /// <summary>How the preview and what users reach are probed.</summary>
    public ProbesSpec Probes { get; init; } = new();

    /// <summary>Health limits; null = error rate, latency and downtime where pods can be scraped, else downtime; chosen by the planner.</summary>
    public AnalysisSpec? Analysis { get; init; }

    /// <summary>When and how far to go back.</summary>
    public RollbackSpec Rollback { get; init; } = new();

    /// <summary>One-time validations.</summary>
    public ChecksSpec Checks { get; init; } = new();

    /// <summary>Who is told.</summary>
    public ImmutableArray<NotificationSpec> Notifications { get; init; } = [];
}
