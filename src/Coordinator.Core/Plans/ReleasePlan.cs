using System.Collections.Immutable;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Plans;

/// <summary>What a release does, resolved against the registered clusters. A content-addressed document.</summary>
public sealed record ReleasePlan
{
    /// <summary>Name of the release.</summary>
    public required string Release { get; init; }

    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>Labels of the release.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Whether it replaces a release under way.</summary>
    public bool Supersede { get; init; }

    /// <summary>The waves in order.</summary>
    public required ImmutableArray<WavePlan> Waves { get; init; }

    /// <summary>Limit on an unproven version.</summary>
    public required ExposureSpec Exposure { get; init; }

    /// <summary>What goes back when one environment is Unhealthy.</summary>
    public required Scope RollbackScope { get; init; }

    /// <summary>The traffic steps.</summary>
    public required ImmutableArray<StepSpec> Steps { get; init; }

    /// <summary>With router <c>replicas</c>: the steps below 100 as they really are; empty with the others.</summary>
    public ImmutableArray<RealStep> RealSteps { get; init; } = [];

    /// <summary>Longest times of the checks at gates.</summary>
    public PhaseLimits Limits { get; init; } = new();

    /// <summary>What people should know before they submit it.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Capacity of all environments.</summary>
    public double TotalCapacity() => Waves.Sum(wave => wave.Environments.Sum(environment => environment.Capacity));
}
