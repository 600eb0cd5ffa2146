using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Views;

/// <summary>What a release would do.</summary>
public sealed record PlanView
{
    /// <summary>Name of the release.</summary>
    public required string Release { get; init; }

    /// <summary>The application.</summary>
    public required string Application { get; init; }

    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>Digest of the plan.</summary>
    public required string PlanDigest { get; init; }

    /// <summary>The waves.</summary>
    public required ImmutableArray<PlanWaveView> Waves { get; init; }

    /// <summary>The traffic steps.</summary>
    public required ImmutableArray<StepSpec> Steps { get; init; }

    /// <summary>With router <c>replicas</c>: the steps below 100 as they really are; empty with the others.</summary>
    public ImmutableArray<RealStep> RealSteps { get; init; } = [];

    /// <summary>The exposure limit.</summary>
    public required ExposureSpec Exposure { get; init; }

    /// <summary>Holds and bakes alone, where all is well: deploying, checks and approvals come on top.</summary>
    public required TimeSpan LeastDuration { get; init; }

    /// <summary>What people should know.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>View of a plan.</summary>
    public static PlanView Of(ReleasePlan plan, string digest) => new()
    {
        Release = plan.Release,
        Application = plan.Application,
        Version = plan.Version,
        PlanDigest = digest,
        Waves = [.. plan.Waves.Select(PlanWaveView.Of)],
        Steps = plan.Steps,
        RealSteps = plan.RealSteps.IsDefault ? [] : plan.RealSteps,
        Exposure = plan.Exposure,
        LeastDuration = Sum(plan.Waves.Select(wave => LeastOf(wave, plan.Steps))),
        Warnings = plan.Warnings,
    };

    private static TimeSpan LeastOf(WavePlan wave, ImmutableArray<StepSpec> steps)
    {
        var rounds = (wave.Environments.Length + wave.MaxParallel - 1) / wave.MaxParallel;
        return (Sum(steps.Select(step => step.Hold)) + wave.Bake) * rounds;
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> spans) => spans.Aggregate(TimeSpan.Zero, (sum, span) => sum + span);
}
