using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Releases;
using Coordinator.Grains.Tests.Access;
using Coordinator.Grains.Tests.Fixtures;
using Coordinator.Simulator.Hosting;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>A release that meets faults: version 2 of the application that is named as its cluster, alone in it.</summary>
internal sealed class FaultedRelease
{
    private readonly bool isBad;
    private readonly Func<string, string> text;
    private readonly string[] selectors;

    /// <summary>Weights of blue and green in the route, in order; none without a route.</summary>
    private readonly string[] weights;

    private FaultedRelease(bool isBad, Func<string, string> text, string[] selectors, string[] weights, string[] jobs) =>
        (this.isBad, this.text, this.selectors, this.weights, Jobs) = (isBad, text, selectors, weights, jobs);

    /// <summary>Switched at once at its Service, without Jobs and checks.</summary>
    public static FaultedRelease Plain(bool isBad) =>
        new(isBad, cluster => Manifests.Release(cluster, isBad, [cluster], cluster), isBad ? ["green", "blue"] : ["green"], [], []);

    /// <summary>With a Job before, checks of each kind, and a route that half of the users take before all do.</summary>
    public static FaultedRelease Whole(bool isBad) => new(
        isBad,
        cluster => WholeRelease.Of("2", RouterKind.GatewayApi, isBad ? Fate.Bad : Fate.Good, cluster, cluster),
        isBad ? [] : ["green"],
        isBad ? ["50/50", "100/0"] : ["50/50", "0/100"],
        ["migrate", "inside", "smoke"]);

    /// <summary>What it needs of its cluster besides version 1.</summary>
    public IReadOnlyList<(string Path, string Text)> Before => Jobs.Length > 0 ? WholeRelease.Before : [];

    /// <summary>Names of the Jobs that it runs, each once.</summary>
    public string[] Jobs { get; }

    /// <summary>How many of its calls, far from each other, are struck in one run.</summary>
    public int StruckAtOnce => Jobs.Length is 0 ? 1 : isBad ? 6 : 12;

    /// <summary>How it ends.</summary>
    public ReleasePhase End => isBad ? ReleasePhase.RolledBack : ReleasePhase.Succeeded;

    /// <summary>Its name in a cluster.</summary>
    public string Name(string cluster) => Jobs.Length > 0 ? $"{cluster}-2" : cluster;

    /// <summary>Its plan for a cluster.</summary>
    public PlanResult Plan(string cluster) => Fleet.Plan(text(cluster), cluster);

    /// <summary>What its cluster must show once it has ended.</summary>
    public void Check(SimulatedCluster cluster)
    {
        TrafficChecks.ChangedOncePerTurn(cluster, selectors, "traffic");
        RouteChecks.ChangedOncePerTurn(cluster, weights);
        JobChecks.EachOnce(cluster, Jobs);
        TrafficChecks.NothingTwice(cluster);
        var seen = cluster.Traffic("shop", "cart")!;
        Assert.True(isBad || seen.Failed == 0, $"{seen.Failed} of {seen.Total} requests failed");
    }
}
