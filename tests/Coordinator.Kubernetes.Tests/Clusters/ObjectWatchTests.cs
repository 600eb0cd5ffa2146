using System.Text.Json.Nodes;
using Coordinator.Core.Plans.Manifests;
using Coordinator.Core.Ports;
using Coordinator.Kubernetes.Clusters;
using Coordinator.Kubernetes.Tests.Fixtures;
using Coordinator.Simulator.Faults;
using static Coordinator.Kubernetes.Tests.Fixtures.Bench;

namespace Coordinator.Kubernetes.Tests.Clusters;

public sealed class ObjectWatchTests
{
    private static readonly ObjectQuery Marked = new(ResourceKind.ConfigMaps, Labels: "watched=yes");

    [Fact]
    public async Task What_is_there_comes_first_then_each_change()
    {
        await using var bench = await StartAsync();
        await PutAsync(bench, "a");
        await using var watch = await WatchAsync(bench);

        await ShowsAsync(bench, watch, "a");
        await PutAsync(bench, "b");
        await ShowsAsync(bench, watch, "a", "b");
        await bench.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{Namespace}/configmaps/a");
        await ShowsAsync(bench, watch, "b");
    }

    [Fact]
    public async Task A_collection_is_listed_once_and_then_watched()
    {
        await using var bench = await StartAsync();
        bench.Cluster.PutFault(Counter("/configmaps"));
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch);

        for (var i = 0; i < 5; i++)
        {
            await PutAsync(bench, $"m{i}");
            await ShowsAsync(bench, watch, [.. Enumerable.Range(0, i + 1).Select(n => $"m{n}")]);
        }

        Assert.Equal(2, Requests(bench));
    }

    [Fact]
    public async Task A_watch_that_is_cut_goes_on_where_it_was_without_a_list()
    {
        await using var bench = await StartAsync();
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch);
        await WatchedAsync(bench);
        bench.Cluster.PutFault(Counter("/configmaps"));

        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropWatches, Count = 1 });
        await PutAsync(bench, "a");

        await ShowsAsync(bench, watch, "a");
        Assert.Equal(2, Requests(bench));
    }

    [Fact]
    public async Task Where_no_watch_holds_lists_bring_what_changed()
    {
        await using var bench = await StartAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropWatches });
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch);

        await PutAsync(bench, "a");

        await ShowsAsync(bench, watch, "a");
    }

    [Fact]
    public async Task A_version_that_has_expired_is_listed_again()
    {
        await using var bench = await StartAsync();
        await PutAsync(bench, "a");
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch, "a");
        await WatchedAsync(bench);

        var away = bench.Cluster.PutFault(new Fault { Kind = FaultKind.DropWatches });
        await bench.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/{Namespace}/configmaps/a");
        await PutAsync(bench, "b");
        bench.Cluster.Compact();
        bench.Cluster.RemoveFault(away);

        // The deletion is in no event that is still kept.
        await ShowsAsync(bench, watch, "b");
    }

    [Fact]
    public async Task A_partition_that_ends_is_overcome()
    {
        await using var bench = await StartAsync();
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch);

        await WatchedAsync(bench);
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.Partition, Count = 3 });
        await EventuallyAsync(() => Task.FromResult(bench.Cluster.Faults.IsEmpty));
        await PutAsync(bench, "a");

        await ShowsAsync(bench, watch, "a");
    }

    [Fact]
    public async Task A_cluster_that_stays_away_is_unreachable()
    {
        await using var bench = await StartAsync();
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch);

        bench.Cluster.PutFault(new Fault { Kind = FaultKind.Partition });

        await Assert.ThrowsAsync<ClusterUnreachableException>(async () => await watch.NextAsync(bench.Soon, Token));
    }

    [Fact]
    public async Task A_stale_list_is_followed_by_what_happened_since()
    {
        await using var bench = await StartAsync();
        bench.Cluster.PutFault(new Fault { Kind = FaultKind.StaleReads, Path = "/configmaps", Count = 1 });
        await PutAsync(bench, "a");

        await using var watch = await WatchAsync(bench);

        await ShowsAsync(bench, watch, "a");
    }

    [Fact]
    public async Task Without_a_change_the_deadline_ends_the_wait_and_a_look_tells_what_is_there()
    {
        await using var bench = await StartAsync();
        await PutAsync(bench, "a");
        await using var watch = await WatchAsync(bench);
        await ShowsAsync(bench, watch, "a");

        Assert.Null(await watch.NextAsync(bench.Clock.GetUtcNow() + TimeSpan.FromSeconds(1), Token));
        Assert.Equal("a", Assert.Single((await watch.LookAsync(Token))[0]).Name());
    }

    [Fact]
    public async Task A_refusal_of_the_API_server_is_told()
    {
        await using var bench = await StartAsync();
        var call = await bench.CallAsync(await bench.PlanAsync(), 1);
        await using var watch = ObjectWatch.Start(
            call.Api, call.Pacer, [Marked with { Labels = "not a selector!" }], Token);

        await Assert.ThrowsAsync<ApiRejectedException>(async () => await watch.NextAsync(bench.Soon, Token));
    }

    private static async Task<ObjectWatch> WatchAsync(Bench bench)
    {
        var call = await bench.CallAsync(await bench.PlanAsync(), 1);
        return ObjectWatch.Start(call.Api, call.Pacer, [Marked], Token);
    }

    /// <summary>Waits until the watch shows exactly these.</summary>
    private static async Task ShowsAsync(Bench bench, ObjectWatch watch, params string[] names)
    {
        for (var change = 0; ; change++)
        {
            var seen = await watch.NextAsync(bench.Soon, Token);
            Assert.NotNull(seen);
            if (seen.Value[0].Select(one => one.Name()).Order().SequenceEqual(names))
            {
                return;
            }

            Assert.True(change < 50, $"never showed {string.Join(", ", names)}");
        }
    }

    private static Task WatchedAsync(Bench bench) => EventuallyAsync(() => Task.FromResult(bench.Cluster.Watches > 0));

    private static Fault Counter(string path) => new() { Id = "counter", Kind = FaultKind.Latency, Path = path, Method = "GET", Count = 1000 };

    private static int Requests(Bench bench) => 1000 - bench.Cluster.Faults.Single(one => one.Id == "counter").Count!.Value;

    private static Task<JsonObject> PutAsync(Bench bench, string name) => bench.SendAsync(
        HttpMethod.Post, $"/api/v1/namespaces/{Namespace}/configmaps", $$$"""{"metadata":{"name":"{{{name}}}","labels":{"watched":"yes"}} }""");
}
