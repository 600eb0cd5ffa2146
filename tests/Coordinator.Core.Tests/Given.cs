using Coordinator.Core.Checks;
using Coordinator.Core.Environments;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;

namespace Coordinator.Core.Tests;

/// <summary>Plans with short, round times that tests change with <c>with</c>.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Epoch = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public static readonly EnvironmentKey Key = new("c1", "shop", "cart");

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    public static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    public static MetricSpec Metric(string name = "errors") => new()
    {
        Name = name,
        Workload = WorkloadMetric.NotReady,
        Max = 0.05,
    };

    /// <summary>One step of 100 without a hold, 60 s of bake, 120 s until proven, sampled every 30 s, no checks, no Jobs.</summary>
    public static EnvironmentPlan Plan(params StepSpec[] steps) => new()
    {
        Key = Key,
        Owner = $"test/{Key}",
        Region = "eu",
        Wave = "first",
        Capacity = 1,
        Release = "r1",
        Version = "2.0.0",
        ManifestsDigest = "sha256:0",
        Deployments = ["cart"],
        Target = new() { Namespace = "shop", Service = "cart" },
        Preflight = new(),
        BlueGreen = new() { Steps = steps.Length == 0 ? [new(100, TimeSpan.Zero)] : [.. steps], KeepPrevious = TimeSpan.FromHours(1) },
        Probes = new(),
        Analysis = new() { Metrics = [Metric()] },
        Rollback = new(),
        Bake = Seconds(60),
        ProvenAfter = Seconds(120),
    };

    public static EnvironmentPlan WithChecks(this EnvironmentPlan plan) => plan with
    {
        Checks = new() { Preview = [new() { Name = "smoke" }], Validation = [new() { Name = "front" }] },
    };

    public static CheckResult Result(CheckOutcome outcome, string name = "smoke", CheckStage stage = CheckStage.Preview) =>
        new(stage, name, "http", outcome, $"it is {outcome}", DateTimeOffset.UnixEpoch, Seconds(1), 1);

    public static EnvironmentPlan WithJobs(this EnvironmentPlan plan, params string[] names) => plan with
    {
        Prepare = [.. names.Select(name => new PrepareJobSpec { Name = name, Job = new() { Image = "busybox" } })],
    };

    /// <summary>With a Job that its region or release runs once, after the others.</summary>
    public static EnvironmentPlan WithSharedJob(this EnvironmentPlan plan, string name, Scope scope = Scope.Region) => plan with
    {
        Prepare = plan.Prepare.Add(new PrepareJobSpec { Name = name, Scope = scope, Job = new() { Image = "busybox" } }),
    };

    public static EnvironmentPlan WithRollback(this EnvironmentPlan plan, Func<RollbackSpec, RollbackSpec> change) =>
        plan with { Rollback = change(plan.Rollback) };

    public static EnvironmentPlan WithMetric(this EnvironmentPlan plan, Func<MetricSpec, MetricSpec> change) =>
        plan with { Analysis = plan.Analysis with { Metrics = [.. plan.Analysis.Metrics.Select(change)] } };
}
