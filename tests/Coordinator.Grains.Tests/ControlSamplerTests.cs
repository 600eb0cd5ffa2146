using System.Collections.Immutable;
using Coordinator.Core;
using Coordinator.Core.Analysis.Controls;
using Coordinator.Core.Environments.Colors;
using Coordinator.Core.Plans;
using Coordinator.Core.Plans.Specs;
using Coordinator.Core.Ports;
using Coordinator.Grains.Actors;
using Coordinator.Grains.Environments;
using Microsoft.Extensions.Logging.Abstractions;

namespace Coordinator.Grains.Tests;

/// <summary>Reading untouched environments beside one that the release is in.</summary>
public sealed class ControlSamplerTests
{
    private static readonly MetricSpec Errors = new() { Name = "errors", Scrape = new(), ErrorRate = new(), Max = 0.05 };

    private readonly FakeCluster cluster = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_color_that_serves_is_read_by_the_environments_own_plan()
    {
        var read = await SampleAsync([Control("c1")], [Errors]);

        var only = Assert.Single(read!.Value);
        Assert.Equal((new EnvironmentKey("c1", "shop", "cart"), Color.Green, "errors"), (only.Key, only.Serving, only.Readings.Single().Metric));
    }

    [Fact]
    public async Task One_that_is_away_unknown_or_half_way_is_left_out_and_the_others_are_read()
    {
        var read = await SampleAsync([Control("away"), Control("split"), new(new(new("c2", "shop", "cart"), "sha256:none"), null, Control("c2").Metrics), Control("c1")], [Errors]);

        Assert.Equal(["c1"], read!.Value.Select(one => one.Key.Cluster));
    }

    [Fact]
    public async Task One_that_hangs_costs_its_limit_and_no_more()
    {
        cluster.TimeIsUpAfterASample = true;
        var read = await SampleAsync([Control("hangs"), Control("c1")], [Errors]);

        Assert.Equal(["c1"], read!.Value.Select(one => one.Key.Cluster));
    }

    [Fact]
    public async Task Nothing_is_asked_where_nothing_is_to_be_compared()
    {
        Assert.Null(await SampleAsync([], [Errors]));
        Assert.Null(await SampleAsync([Control("c1")], [new() { Name = "down", Probe = new(), Max = 1 }]));
        Assert.Equal(0, cluster.Asked);
    }

    private static ControlState Control(string name) => ControlState.Of(new(new(name, "shop", "cart"), $"sha256:{name}"));

    private async Task<ImmutableArray<ControlReading>?> SampleAsync(ImmutableArray<ControlState> controls, ImmutableArray<MetricSpec> due)
    {
        var services = new ActorServices(new(cluster.Clock), null!, cluster, null!, NullLogger<ActorServices>.Instance);
        return await new ControlSampler(services, cluster, cluster).SampleAsync(controls, due, Token);
    }

    /// <summary>Clusters that behave as they are called.</summary>
    private sealed class FakeCluster : IMetricSource, ITrafficRouter, IDocuments
    {
        public StoppedClock Clock { get; } = new();

        public bool TimeIsUpAfterASample { get; set; }

        public int Asked { get; private set; }

        public Task<string?> FindAsync(string digest, CancellationToken cancellationToken) => Task.FromResult(
            digest is "sha256:none" ? null : CoreJson.Write(PlanOf(new(digest["sha256:".Length..], "shop", "cart"))));

        public async Task<TrafficObservation> ObserveAsync(EnvironmentPlan plan, CancellationToken cancellationToken)
        {
            Asked++;
            if (plan.Key.Cluster is "hangs")
            {
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            var blue = plan.Key.Cluster switch
            {
                "away" => throw new ClusterUnreachableException("away", "connection refused"),
                "split" => 50,
                _ => 0,
            };
            return new(null, null, blue, 100 - blue, 2, 2, 2, 0, null, null);
        }

        public Task<ImmutableArray<MetricReading>> SampleAsync(
            EnvironmentPlan plan, Color color, ImmutableArray<MetricSpec> metrics, CancellationToken cancellationToken)
        {
            if (TimeIsUpAfterASample)
            {
                Clock.RingAll();
            }

            return Task.FromResult<ImmutableArray<MetricReading>>([.. metrics.Select(metric => new ScalarReading(metric.Name, 0))]);
        }

        public Task<string> PutAsync(string content, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PortResult<TrafficObservation>> ShiftAsync(
            EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<PortResult<TrafficObservation>> RestoreAsync(
            EnvironmentPlan plan, Fence fence, TrafficOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

        private static EnvironmentPlan PlanOf(EnvironmentKey key) => new()
        {
            Key = key,
            Owner = $"test/{key}",
            Region = "eu",
            Wave = "last",
            Capacity = 1,
            Release = "r1",
            Version = "2",
            ManifestsDigest = "sha256:0",
            Deployments = ["cart"],
            Target = new() { Namespace = "shop", Service = "cart" },
            Preflight = new(),
            BlueGreen = new() { Steps = [new(100, TimeSpan.Zero)] },
            Probes = new(),
            Analysis = new() { Metrics = [Errors] },
            Rollback = new(),
            Bake = TimeSpan.Zero,
            ProvenAfter = TimeSpan.Zero,
        };
    }

    /// <summary>A clock whose timers ring when the test says so.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private readonly List<Action> timers = [];

        public void RingAll() => timers.ForEach(ring => ring());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers.Add(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // It rings only when told to.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
