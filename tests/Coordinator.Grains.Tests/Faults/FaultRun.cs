using Coordinator.Core;
using Coordinator.Core.Releases;
using Coordinator.Core.Views;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;
using Xunit.Sdk;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>A process and its clusters, in which releases meet faults.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    private readonly Fleet fleet;
    private readonly CallTap tap;
    private readonly SiloProcess process;
    private readonly string folder;

    private FaultRun(Fleet fleet, CallTap tap, SiloProcess process, string folder) =>
        (this.fleet, this.tap, this.process, this.folder) = (fleet, tap, process, folder);

    public static async Task<FaultRun> StartAsync()
    {
        var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-faults-").FullName;
        var tap = new CallTap(fleet.Cluster);
        var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight), tap: tap.Handler);
        return new(fleet, tap, process, folder);
    }

    /// <summary>The calls of a release that meets no fault.</summary>
    public async Task<IReadOnlyList<CallKey>> CallsAsync(string cluster, bool isBad)
    {
        await BeginAsync([cluster], isBad);
        var view = await fleet.WaitEndedAsync(process, cluster);
        Assert.Empty(await FailuresAsync(cluster, view, isBad));
        return tap.Calls(cluster);
    }

    /// <summary>Runs cases at once; what went wrong, a line each.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(FaultCase[] cases, bool isBad)
    {
        foreach (var one in cases)
        {
            tap.Plan(one.Cluster, one.Call, one.Fault);
        }

        await BeginAsync([.. cases.Select(one => one.Cluster)], isBad);
        var failures = new List<string>();
        foreach (var one in cases)
        {
            try
            {
                var view = await fleet.WaitEndedAsync(process, one.Cluster);
                failures.AddRange((await FailuresAsync(one.Cluster, view, isBad)).Select(failure => $"{one}: {failure}"));
                failures.AddRange(tap.Struck(one.Cluster) ? [] : [$"{one}: the call never came"]);
            }
            catch (TimeoutException hang)
            {
                failures.Add($"{one}: {hang.Message}");
            }

            fleet.Cluster(one.Cluster).StopTraffic("shop", "cart");
        }

        return failures;
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await fleet.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task BeginAsync(string[] clusters, bool isBad)
    {
        foreach (var cluster in clusters)
        {
            await fleet.AddClusterAsync(cluster);
        }

        await fleet.RegisterAsync(process, folder, clusters);
        foreach (var cluster in clusters)
        {
            await fleet.SubmitAsync(process, cluster, cluster, isBad, [cluster]);
        }
    }

    private async Task<IReadOnlyList<string>> FailuresAsync(string cluster, ReleaseView view, bool isBad)
    {
        var failures = new List<string>();
        var expected = isBad ? ReleasePhase.RolledBack : ReleasePhase.Succeeded;
        if (view.Phase != expected)
        {
            failures.Add($"{view.Phase}: {view.Waves[0].Environments[0].Report?.Reason ?? CoreJson.Write(view)}");
        }

        try
        {
            TrafficChecks.ChangedOncePerTurn(fleet.Cluster(cluster), isBad ? ["green", "blue"] : ["green"], "traffic");
            TrafficChecks.NothingTwice(fleet.Cluster(cluster));
            await JournalChecks.AgreeAsync(process, cluster, cluster, "journal", cluster);
            var seen = fleet.Cluster(cluster).Traffic("shop", "cart")!;
            Assert.True(isBad || seen.Failed == 0, $"{seen.Failed} of {seen.Total} requests failed");
        }
        catch (XunitException failed)
        {
            failures.Add(failed.Message);
        }

        return failures;
    }
}
