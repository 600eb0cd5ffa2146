using Coordinator.Core;
using Coordinator.Core.Views;
using Coordinator.Grains.Tests.Crashes;
using Coordinator.Grains.Tests.Fixtures;
using Xunit.Sdk;

namespace Coordinator.Grains.Tests.Faults;

/// <summary>A process and its clusters, in which releases meet faults.</summary>
internal sealed class FaultRun : IAsyncDisposable
{
    /// <summary>Time that a watch may cost which ends: who does not begin it anew waits for the limit of what it watches.</summary>
    private static readonly TimeSpan MostOfAWatch = TimeSpan.FromSeconds(5);

    private readonly Fleet fleet;
    private readonly CallTap tap;
    private readonly SiloProcess process;
    private readonly string folder;

    private readonly FaultedRelease release;
    private TimeSpan withoutFault;

    private FaultRun(Fleet fleet, CallTap tap, SiloProcess process, string folder, FaultedRelease release) =>
        (this.fleet, this.tap, this.process, this.folder, this.release) = (fleet, tap, process, folder, release);

    public static async Task<FaultRun> StartAsync(FaultedRelease release)
    {
        var fleet = await Fleet.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coordinator-faults-").FullName;
        var tap = new CallTap((fault, cluster, method, path) => StrikeAsync(fleet, fault, cluster, method, path), release.StruckAtOnce > 1);
        var process = await SiloProcess.StartAsync(folder, fleet.World, new CrashGate(fleet.World.InFlight), tap: tap.Handler);
        return new(fleet, tap, process, folder, release);
    }

    /// <summary>The calls of a release that meets no fault.</summary>
    public async Task<IReadOnlyList<CallKey>> CallsAsync(string cluster)
    {
        await BeginAsync([cluster]);
        var view = await fleet.WaitEndedAsync(process, release.Name(cluster));
        Assert.Empty(await FailuresAsync(cluster, view));
        withoutFault = LengthOf(view);
        return tap.Calls(cluster);
    }

    /// <summary>Runs cases at once; what went wrong, a line each.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(FaultCase[] cases)
    {
        foreach (var one in cases)
        {
            tap.Plan(one);
        }

        await BeginAsync([.. cases.Select(one => one.Cluster)]);
        var failures = new List<string>();
        foreach (var one in cases)
        {
            List<string> found = [];
            try
            {
                var view = await fleet.WaitEndedAsync(process, release.Name(one.Cluster));
                found.AddRange(await FailuresAsync(one.Cluster, view));
                found.AddRange(tap.Missing(one).Select(call => $"{call} never came"));
                found.AddRange(CallFaults.IsOfWatches(one.Fault) && LengthOf(view) - withoutFault > MostOfAWatch * one.Calls.Count
                    ? [$"it took {LengthOf(view)}, without a fault {withoutFault}"]
                    : []);
            }
            catch (TimeoutException hang)
            {
                found.Add(hang.Message);
            }

            failures.AddRange(found.Count == 0 ? [] : [$"{one}: {string.Join("; ", found)}"]);
            fleet.Cluster(one.Cluster).StopTraffic("shop", "cart");
        }

        return failures;
    }

    private static TimeSpan LengthOf(ReleaseView view) => view.EndedAt!.Value - view.SubmittedAt;

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        await fleet.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The next request of a path meets a fault.</summary>
    private static async Task StrikeAsync(Fleet fleet, CallFault fault, string cluster, string method, string path)
    {
        if (fault.Fault is { } set)
        {
            fleet.Cluster(cluster).PutFault(set with { Count = 1, Method = method, Path = path });
            return;
        }

        // Someone writes, so that what was listed before is the past.
        await fleet.ApplyAsync(cluster, "api/v1/namespaces/shop/configmaps/other", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"other"}}""");
        fleet.Cluster(cluster).Compact();
    }

    private async Task BeginAsync(string[] clusters)
    {
        foreach (var cluster in clusters)
        {
            await fleet.AddClusterAsync(cluster);
            foreach (var (path, text) in release.Before)
            {
                await fleet.ApplyAsync(cluster, path, text);
            }
        }

        await fleet.RegisterAsync(process, folder, clusters);
        foreach (var cluster in clusters)
        {
            await fleet.SubmitAsync(process, release.Plan(cluster));
        }
    }

    private async Task<IReadOnlyList<string>> FailuresAsync(string cluster, ReleaseView view)
    {
        var failures = new List<string>();
        if (view.Phase != release.End)
        {
            failures.Add($"{view.Phase}: {view.Waves[0].Environments[0].Report?.Reason ?? CoreJson.Write(view)}");
        }

        try
        {
            release.Check(fleet.Cluster(cluster));
            await JournalChecks.AgreeAsync(process, view.Name, cluster, "journal", cluster);
        }
        catch (XunitException failed)
        {
            failures.Add(failed.Message);
        }

        return failures;
    }
}
