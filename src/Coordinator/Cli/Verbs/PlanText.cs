using System.Collections.Immutable;
using System.Globalization;
using Coordinator.Core;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Views;
using Coordinator.Live;

namespace Coordinator.Cli.Verbs;

/// <summary>A plan for people.</summary>
internal static class PlanText
{
    public static void Write(PlanResults results, TextWriter writer)
    {
        writer.WriteLine(results.Server is { } server ? $"Planned by {server}" : "Planned offline, against the given clusters");
        foreach (var plan in results.Plans)
        {
            writer.WriteLine();
            Write(plan, results.Server is not null, writer);
        }
    }

    private static void Write(PlanView plan, bool hasDigest, TextWriter writer)
    {
        var count = plan.Waves.Sum(wave => wave.Environments.Length);
        writer.WriteLine($"{Display.Line(plan.Release)}: {Display.Line(plan.Application)} {Display.Line(plan.Version)}, "
            + $"{Count(count, "environment")} in {Count(plan.Waves.Length, "wave")}");
        // Offline the installation's name is not known, which is part of what the digest covers.
        if (hasDigest)
            writer.WriteLine($"Digest: {Display.Line(plan.PlanDigest)}");
        foreach (var (index, wave) in plan.Waves.Index())
            Write(wave, index, writer);
        writer.WriteLine();
        writer.WriteLine($"Steps: {string.Join(", ", plan.Steps.Select(step => Step(step, plan.RealSteps)))}");
        writer.WriteLine($"Exposure: {Exposure(plan.Exposure)}");
        writer.WriteLine($"Least duration: {DurationText.Of(plan.LeastDuration)} (holds and bakes; deploying, checks and approvals come on top)");
        foreach (var warning in plan.Warnings)
            writer.WriteLine($"Warning: {Display.Line(warning)}");
    }

    private static void Write(PlanWaveView wave, int index, TextWriter writer)
    {
        writer.WriteLine();
        writer.WriteLine($"Wave {index + 1}, {Display.Line(wave.Name)}: {Count(wave.Environments.Length, "environment")}, "
            + $"{wave.MaxParallel} at a time, bake {DurationText.Of(wave.Bake)}, {Gate(wave.Approvals)}{Policy(wave.FailurePolicy)}");
        var table = new TextTable("Region", "Cluster", "Capacity", "Environment");
        foreach (var environment in wave.Environments)
            table.Add(environment.Region, environment.Key.Cluster, environment.Capacity.ToString(CultureInfo.InvariantCulture), environment.Key.ToString());
        table.WriteTo(writer, "  ");
    }

    private static string Gate(int approvals) => approvals > 0 ? $"after {Count(approvals, "approval")}, " : "";

    private static string Policy(FailurePolicySpec policy) => $"with more than {policy.MaxFailed} failed: " + policy.Then switch
    {
        FailureAction.Stop => "stop",
        FailureAction.Rollback => "roll back the release",
        FailureAction.Continue => "go on",
    };

    private static string Step(StepSpec step, ImmutableArray<RealStep> real) =>
        Display.Percent(step.WeightPercent) + Real(real.FirstOrDefault(one => one.WeightPercent == step.WeightPercent))
        + (step.Hold > TimeSpan.Zero ? $" for {DurationText.Of(step.Hold)}" : "");

    private static string Real(RealStep? step) => step is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $" (really {step.RealPercent:0.#} %: {step.NewReplicas} of {step.OldReplicas + step.NewReplicas} pods)");

    private static string Exposure(ExposureSpec exposure)
    {
        var limits = new List<string>();
        if (exposure.MaxEnvironments is { } most)
            limits.Add($"at most {Count(most, "environment")}");
        if (exposure.MaxCapacityPercent is { } percent)
            limits.Add(string.Create(CultureInfo.InvariantCulture, $"at most {percent} % of the capacity"));
        return $"{(limits.Count == 0 ? "no limit" : string.Join(", ", limits))}; proven after {DurationText.Of(exposure.ProvenAfter)}";
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
