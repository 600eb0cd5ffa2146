using System.Collections.Immutable;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Checks.Loads;

namespace Coordinator.Kubernetes.Preflights;

/// <summary>Whether the loads of a release can be sent at all: better known before anything is touched.</summary>
internal static class LoadRules
{
    /// <summary>Share of a cluster's budget of API calls that a load through its API server may take.</summary>
    private const double ShareOfBudget = 0.5;

    /// <summary>One finding for each load that can't be sent; one for all where they can, none where there are none.</summary>
    public static ImmutableArray<PreflightFinding> Check(EnvironmentPlan plan, LoadBudget budget, ApiBudgetSpec api)
    {
        (CheckSpec Check, bool IsProxied)[] loads =
        [
            .. Loads(plan.Checks.Preview, plan.Probes.Preview),
            .. Loads(plan.Checks.Validation, plan.Probes.Active),
        ];
        var wrong = loads.Select(one => Judge(one.Check, one.IsProxied, budget, api)).OfType<string>()
            .Select(message => new PreflightFinding("load", false, message)).ToImmutableArray();
        return loads.Length is 0 || !wrong.IsEmpty
            ? wrong
            : [new PreflightFinding("load", true, $"all {loads.Length} loads are within what may be sent")];
    }

    private static IEnumerable<(CheckSpec, bool)> Loads(ImmutableArray<CheckSpec> checks, ProbeTargetSpec? probe) => checks
        .Where(check => check.Load is not null)
        .Select(check => (check, check.From is CheckOrigin.Coordinator && probe?.Url is null));

    private static string? Judge(CheckSpec check, bool isProxied, LoadBudget budget, ApiBudgetSpec api)
    {
        var rate = LoadCheck.RateOf(check.Load!);
        return !budget.Fits(rate)
            ? FormattableString.Invariant(
                $"load {check.Name} sends {rate:0.#} requests per second, more than the {budget.PerSecond:0.#} of all loads together (setting Http:LoadPerSecond)")
            : isProxied ? JudgeProxied(check, api)
            : null;
    }

    /// <summary>Why a load can't go through a cluster's API server; null where it can.</summary>
    public static string? JudgeProxied(CheckSpec check, ApiBudgetSpec api)
    {
        var rate = LoadCheck.RateOf(check.Load!);
        return rate <= api.Qps * ShareOfBudget ? null
            : FormattableString.Invariant(
                $"load {check.Name} sends {rate:0.#} requests per second through the API server's proxy, more than half of the cluster's budget of {api.Qps:0.#} calls per second: ")
                + "name a url in spec.probes, let it run `from: cluster`, or raise the cluster's spec.api.qps";
    }
}
